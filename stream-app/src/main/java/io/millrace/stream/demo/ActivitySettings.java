package io.millrace.stream.demo;

import java.time.LocalDate;

/**
 * How much activity to simulate. Equal settings give equal activity on every machine.
 *
 * @param seed any number
 * @param start first day, UTC
 * @param days how many, 0 and up; more days never change the earlier ones
 * @param users 1 and up
 * @param items 10 and up; two thirds are there from the first day, the others come in the first
 *     half year
 */
public record ActivitySettings(long seed, LocalDate start, int days, int users, int items) {
  public ActivitySettings {
    require(days >= 0 && days <= 3650, "days", days, "0 to 3650");
    require(users >= 1, "users", users, "1 or more");
    require(items >= 10, "items", items, "10 or more");
  }

  private static void require(boolean holds, String key, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(key + " = " + found + ", expected " + expected);
    }
  }
}
