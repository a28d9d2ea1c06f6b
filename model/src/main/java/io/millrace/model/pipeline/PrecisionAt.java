package io.millrace.model.pipeline;

import java.time.ZoneId;

/**
 * Precision among the k entities of highest score, each day.
 *
 * @param k how many entities a day are looked at, 1 to 1,000,000
 * @param per dotted path of the field that names the entity; a text slot of the event schema
 * @param zone in which a day begins
 */
public record PrecisionAt(int k, String per, ZoneId zone) {
  public PrecisionAt {
    Settings.require(k >= 1 && k <= 1_000_000, "precision_at", k, "1 to 1000000, e.g. 100");
    Settings.requirePath("per", per);
    Settings.require(zone != null, "zone", null, "a time zone, e.g. UTC");
  }
}
