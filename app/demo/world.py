"""The whole invented office: one seed, one result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.demo.entities import Economy
from app.demo.families import FamilyMaker
from app.demo.numbers import NumberPool
from app.demo.people import Population
from app.demo.plan import FIRST_DAY, LAST_DAY, SIZES, GridPlan, Size, make_plan
from app.demo.visits import Rounds

SEED = 20261120
_ENTITIES_BEFORE = {"small": 8, "community": 40, "street": 45}


@dataclass
class World:
    """Everything that goes into the import files."""

    size: Size
    plans: list[GridPlan]
    population: Population
    economy: Economy
    rounds: Rounds


def make_world(word: str = "community") -> World:
    """Let the year pass day by day; the same word always gives the same people."""
    size = SIZES[word]
    random = Random(SEED)
    numbers = NumberPool()
    plans = make_plan(size, random)
    population = Population(size, plans, FamilyMaker(random, numbers), random)
    economy = Economy(plans, _ENTITIES_BEFORE[word], numbers, random)
    rounds = Rounds(population, economy, random)
    day: date = FIRST_DAY
    while day <= LAST_DAY:
        population.run_day(day)
        for plan in plans:
            economy.run_day(plan, day)
        rounds.run_day(day)
        day += timedelta(days=1)
    return World(size, plans, population, economy, rounds)
