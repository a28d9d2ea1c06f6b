package io.millrace.stream.demo;

import java.time.Instant;

/**
 * A simulated card transaction with the truth about it.
 *
 * @param id counts from 0 in the order of time
 * @param at time to the second
 * @param amount whole cents, 0 and up
 * @param fraud the truth, known to nobody when the transaction happens
 * @param told whether the truth becomes known at all
 * @param scenario why: 0 genuine, 1 amount above 220, 2 compromised terminal, 3 compromised
 *     customer; for analysis only
 */
public record Transaction(
    long id,
    Instant at,
    int customer,
    int terminal,
    double amount,
    boolean fraud,
    boolean told,
    int scenario) {
  /** The columns of {@link #appendCsv}. */
  public static final String CSV_HEADER =
      "transaction_id,datetime,customer_id,terminal_id,amount,fraud,scenario";

  /** One line in the order of {@link #CSV_HEADER}, without its end; no truth that is not told. */
  public void appendCsv(StringBuilder out) {
    long cents = Math.round(amount * 100);
    out.append(id).append(',').append(at).append(',').append(customer).append(',');
    out.append(terminal).append(',').append(cents / 100).append('.');
    out.append(cents / 10 % 10).append(cents % 10).append(',');
    out.append(told ? fraud ? "1" : "0" : "").append(',').append(scenario);
  }
}
