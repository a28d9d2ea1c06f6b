package io.millrace.stream.demo;

import java.time.LocalDate;
import java.util.List;

/**
 * How much to simulate. Equal settings give equal transactions on every machine.
 *
 * @param seed any number
 * @param start first day, UTC
 * @param days how many, 0 and up; more days never change the earlier ones
 * @param customers 1 and up
 * @param terminals 1 and up
 * @param radius how far from home a customer shops, on a map of 100 x 100
 * @param terminalsCompromisedADay new ones each day, on average
 * @param customersCompromisedADay new ones each day, on average
 * @param weekends whether Saturdays and Sundays have three fifths of the transactions
 * @param disturbances what is otherwise on some days
 */
public record SimulatorSettings(
    long seed,
    LocalDate start,
    int days,
    int customers,
    int terminals,
    double radius,
    double terminalsCompromisedADay,
    double customersCompromisedADay,
    boolean weekends,
    List<Disturbance> disturbances) {
  private static final int HANDBOOK_CUSTOMERS = 5_000;
  private static final int HANDBOOK_TERMINALS = 10_000;

  public SimulatorSettings {
    disturbances = List.copyOf(disturbances);
    require(days >= 0, "days", days, "0 or more");
    require(customers >= 1, "customers", customers, "1 or more; the handbook has 5000");
    require(terminals >= 1, "terminals", terminals, "1 or more; the handbook has 10000");
    require(radius > 0 && radius <= 200, "radius", radius, "above 0, at most 200; start at 5");
    require(
        terminalsCompromisedADay >= 0 && terminalsCompromisedADay <= terminals,
        "terminals-compromised-a-day",
        terminalsCompromisedADay,
        "0 to the number of terminals");
    require(
        customersCompromisedADay >= 0 && customersCompromisedADay <= customers,
        "customers-compromised-a-day",
        customersCompromisedADay,
        "0 to the number of customers");
  }

  /** The same with other weekends and disturbances. */
  public SimulatorSettings with(boolean otherWeekends, List<Disturbance> others) {
    return new SimulatorSettings(
        seed,
        start,
        days,
        customers,
        terminals,
        radius,
        terminalsCompromisedADay,
        customersCompromisedADay,
        otherWeekends,
        others);
  }

  boolean isOn(Disturbance.Kind kind, int day) {
    return disturbances.stream().anyMatch(one -> one.kind() == kind && one.isOn(day));
  }

  /** The published size: about 9,600 transactions a day, 0.8 % fraud after the first month. */
  public static SimulatorSettings handbook(long seed, LocalDate start, int days) {
    return sized(seed, start, days, HANDBOOK_CUSTOMERS, HANDBOOK_TERMINALS);
  }

  /**
   * Any size at the published rates of fraud: about 1.9 transactions a customer a day. Keep two
   * terminals a customer or more than 2,000 in all, or many customers find none near and stay at
   * home.
   */
  public static SimulatorSettings sized(
      long seed, LocalDate start, int days, int customers, int terminals) {
    return new SimulatorSettings(
        seed,
        start,
        days,
        customers,
        terminals,
        5,
        2.0 * terminals / HANDBOOK_TERMINALS,
        3.0 * customers / HANDBOOK_CUSTOMERS,
        false,
        List.of());
  }

  private static void require(boolean holds, String key, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(key + " = " + found + ", expected " + expected);
    }
  }
}
