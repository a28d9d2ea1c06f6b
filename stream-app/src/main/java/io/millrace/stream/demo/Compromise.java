package io.millrace.stream.demo;

import java.util.BitSet;
import java.util.Random;

/**
 * Each day some members of a population are compromised, for a number of days from then on. A day's
 * choice follows from seed and day alone, so nothing need be remembered.
 *
 * @param what names the population, so that two of them differ under one seed
 * @param aDay new ones each day on average, at most the population
 * @param lastsDays days, the first included
 */
record Compromise(long seed, String what, int population, double aDay, int lastsDays) {

  /** Who is compromised on a day, counted from 0. */
  BitSet on(int day) {
    BitSet compromised = new BitSet(population);
    for (int since = Math.max(0, day - lastsDays + 1); since <= day; since++) {
      compromised.or(startingOn(since));
    }
    return compromised;
  }

  /** Who becomes compromised on a day. */
  BitSet startingOn(int day) {
    Random random = SeededRandom.of(seed, what, day);
    int wanted = (int) aDay + (random.nextDouble() < aDay - (int) aDay ? 1 : 0);
    BitSet starting = new BitSet(population);
    while (starting.cardinality() < wanted) {
      starting.set(random.nextInt(population));
    }
    return starting;
  }
}
