package io.millrace.stream.demo;

import java.util.Random;

/** Who shops: where each lives, how much and how often each spends. Kept in columns. */
final class Customers {
  private final TerminalMap terminals;
  private final double[] x;
  private final double[] y;
  private final double[] meanAmount;
  private final double[] chanceOfNone; // e^-(mean transactions a day)
  private final boolean[] canShop;

  Customers(int size, TerminalMap terminals, Random random) {
    this.terminals = terminals;
    x = new double[size];
    y = new double[size];
    meanAmount = new double[size];
    chanceOfNone = new double[size];
    canShop = new boolean[size];
    for (int i = 0; i < size; i++) {
      x[i] = TerminalMap.SIDE * random.nextDouble();
      y[i] = TerminalMap.SIDE * random.nextDouble();
      meanAmount[i] = 5 + 95 * random.nextDouble();
      chanceOfNone[i] = StrictMath.exp(-4 * random.nextDouble());
      canShop[i] = terminals.reachableFrom(x[i], y[i]);
    }
  }

  /** How much it spends at a time. */
  double meanAmount(int customer) {
    return meanAmount[customer];
  }

  /** Whether a terminal is near enough; who finds none never shops. */
  boolean canShop(int customer) {
    return canShop[customer];
  }

  /** Poisson by multiplying uniforms (Knuth, TAOCP 2, 3.4.1): the means are at most 4. */
  int transactionsToday(int customer, Random random) {
    int count = 0;
    double product = random.nextDouble();
    while (product > chanceOfNone[customer]) {
      count++;
      product *= random.nextDouble();
    }
    return count;
  }

  /** Normal with a deviation of half the mean; a negative draw becomes uniform in 0 to 2 means. */
  double amount(int customer, Random random) {
    double mean = meanAmount[customer];
    double amount = mean + mean / 2 * random.nextGaussian();
    return amount >= 0 ? amount : 2 * mean * random.nextDouble();
  }

  /** A terminal near home, each as likely. */
  int terminal(int customer, Random random) {
    return terminals.pickNear(x[customer], y[customer], random);
  }
}
