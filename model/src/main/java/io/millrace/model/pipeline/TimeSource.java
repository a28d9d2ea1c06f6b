package io.millrace.model.pipeline;

import java.time.ZoneId;

/**
 * Where a record says its time, and how to read it.
 *
 * @param path dotted path of the field
 * @param format of the field's text
 * @param zone of texts that name none; null means that each text must name its own. Only {@link
 *     Format#ISO} has one
 */
public record TimeSource(String path, Format format, ZoneId zone) {
  /** How a time is written. */
  public enum Format {
    /** ISO 8601 date and time, {@code 2018-04-01T00:00:31Z}; a space may stand for the T. */
    ISO,
    /** Seconds since 1970-01-01T00:00:00Z, decimals allowed; they are cut to milliseconds. */
    EPOCH_SECONDS,
    /** Milliseconds since 1970-01-01T00:00:00Z, a whole number. */
    EPOCH_MILLIS;

    /** As written in a pipeline file. */
    public String key() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  public TimeSource {
    Settings.requirePath("time.field", path);
    Settings.require(format != null, "time.format", null, "iso, epoch_seconds or epoch_millis");
    Settings.require(
        zone == null || format == Format.ISO,
        "time.zone",
        zone,
        "no zone: numbers since 1970 have none");
  }
}
