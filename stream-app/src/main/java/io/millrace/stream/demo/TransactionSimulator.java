package io.millrace.stream.demo;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Card transactions with fraud in them, by the published design of the Fraud Detection Handbook (Le
 * Borgne, Siblini, Lebichot, Bontempi, Universite Libre de Bruxelles 2022, chapter 3).
 *
 * <p>Customers and terminals lie on a map of 100 x 100. A customer makes a Poisson number of
 * transactions a day (mean 0 to 4), around noon, at terminals near home, of normal amounts around a
 * mean of 5 to 100. Fraud is, the later rule winning: every amount above 220 (1); every transaction
 * at a terminal during the 28 days after it was compromised (2); a third of the transactions, with
 * the amount times 5, of a customer during the 14 days after being compromised (3).
 *
 * <p>One departure: the handbook draws a third of a compromised customer's transactions after the
 * fact; here each is drawn with probability one third, so a day follows from the seed alone.
 *
 * <p>Beyond the handbook: fewer transactions on weekends, and a {@link Disturbance} of some days,
 * where the settings ask for them. What is not disturbed stays as it was, but for the ids.
 *
 * <p>In the order of time. Memory: 33 bytes a customer, 20 a terminal and one day of transactions;
 * about two seconds of a core for a million.
 */
public final class TransactionSimulator implements Iterable<Transaction> {
  private static final int DAY_SECONDS = 86_400;
  private static final int SPREAD_SECONDS = 20_000;
  private static final double LARGE = 220;
  private static final int COMPROMISED_DAYS = 28;
  private static final int MOVING_DAYS = 4;
  private static final double WELL_OFF = 50;

  private final SimulatorSettings settings;
  private final Customers customers;
  private final TerminalMap terminals;
  private final Compromise compromisedTerminals;
  private final Compromise movingCompromise;
  private final Compromise compromisedCustomers;

  public TransactionSimulator(SimulatorSettings settings) {
    this.settings = settings;
    long seed = settings.seed();
    terminals =
        new TerminalMap(
            settings.terminals(), settings.radius(), SeededRandom.of(seed, "terminals", 0));
    customers =
        new Customers(settings.customers(), terminals, SeededRandom.of(seed, "customers", 0));
    compromisedTerminals =
        new Compromise(
            seed,
            "compromised terminals",
            settings.terminals(),
            settings.terminalsCompromisedADay(),
            COMPROMISED_DAYS);
    movingCompromise =
        new Compromise(
            seed,
            "moving compromise",
            settings.terminals(),
            Math.min(
                settings.terminals(),
                settings.terminalsCompromisedADay() * COMPROMISED_DAYS / MOVING_DAYS),
            MOVING_DAYS);
    compromisedCustomers =
        new Compromise(
            seed,
            "compromised customers",
            settings.customers(),
            settings.customersCompromisedADay(),
            14);
  }

  /** All transactions, from the first each time. */
  @Override
  public Iterator<Transaction> iterator() {
    return new DayByDay();
  }

  public Stream<Transaction> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  /** One day's transactions in the order of time, the first of them with the id given. */
  private List<Transaction> day(int day, long firstId) {
    List<Draft> drafts = drafts(day);
    drafts.sort(Comparator.comparingInt(Draft::second)); // stable: the order drawn breaks ties
    Instant midnight = settings.start().plusDays(day).atStartOfDay().toInstant(ZoneOffset.UTC);
    boolean told = !settings.isOn(Disturbance.Kind.LABELS, day);
    List<Transaction> transactions = new ArrayList<>(drafts.size());
    for (Draft draft : drafts) {
      transactions.add(draft.at(midnight, firstId + transactions.size(), told));
    }
    return transactions;
  }

  private List<Draft> drafts(int day) {
    Random random = SeededRandom.of(settings.seed(), "transactions", day);
    boolean moving = settings.isOn(Disturbance.Kind.CONCEPT, day);
    BitSet badTerminals = (moving ? movingCompromise : compromisedTerminals).on(day);
    BitSet badCustomers = compromisedCustomers.on(day);
    Random staying = SeededRandom.of(settings.seed(), "staying at home", day);
    List<Draft> drafts = new ArrayList<>();
    for (int customer = 0; customer < settings.customers(); customer++) {
      if (!customers.canShop(customer)) {
        continue;
      }
      for (int left = customers.transactionsToday(customer, random); left > 0; left--) {
        int second = (int) (DAY_SECONDS / 2.0 + SPREAD_SECONDS * random.nextGaussian());
        if (second <= 0 || second >= DAY_SECONDS) {
          continue; // as published, what falls on another day does not happen (3 %)
        }
        double amount = customers.amount(customer, random);
        int terminal = customers.terminal(customer, random);
        boolean stolen = badCustomers.get(customer) && random.nextInt(3) == 0;
        if (staying.nextDouble() >= share(customer, day)) continue;
        drafts.add(draft(second, customer, terminal, amount, badTerminals.get(terminal), stolen));
      }
    }
    return drafts;
  }

  /** How many of a customer's transactions happen on a day. */
  private double share(int customer, int day) {
    boolean fewer =
        settings.isOn(Disturbance.Kind.INPUTS, day) && customers.meanAmount(customer) > WELL_OFF;
    boolean weekend =
        settings.weekends() && settings.start().plusDays(day).getDayOfWeek().getValue() > 5;
    return (fewer ? 0.2 : 1) * (weekend ? 0.6 : 1);
  }

  private static Draft draft(
      int second,
      int customer,
      int terminal,
      double amount,
      boolean badTerminal,
      boolean stolenCard) {
    long cents = Math.round(amount * 100);
    if (stolenCard) {
      return new Draft(second, customer, terminal, 5 * cents, 3);
    }
    int scenario = badTerminal ? 2 : cents > LARGE * 100 ? 1 : 0;
    return new Draft(second, customer, terminal, cents, scenario);
  }

  private record Draft(int second, int customer, int terminal, long cents, int scenario) {
    Transaction at(Instant midnight, long id, boolean told) {
      return new Transaction(
          id,
          midnight.plusSeconds(second),
          customer,
          terminal,
          cents / 100.0,
          scenario != 0,
          told,
          scenario);
    }
  }

  private final class DayByDay implements Iterator<Transaction> {
    private int nextDay;
    private long nextId;
    private Iterator<Transaction> today = List.<Transaction>of().iterator();

    @Override
    public boolean hasNext() {
      while (!today.hasNext() && nextDay < settings.days()) {
        List<Transaction> transactions = day(nextDay++, nextId);
        nextId += transactions.size();
        today = transactions.iterator();
      }
      return today.hasNext();
    }

    @Override
    public Transaction next() {
      if (!hasNext()) {
        throw new NoSuchElementException("all " + settings.days() + " days have passed");
      }
      return today.next();
    }
  }
}
