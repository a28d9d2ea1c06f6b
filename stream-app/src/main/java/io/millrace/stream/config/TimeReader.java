package io.millrace.stream.config;

import io.millrace.model.pipeline.TimeSource;
import java.time.ZoneId;
import java.util.Locale;
import java.util.stream.Stream;

/** Reads {@code time:} sections. */
final class TimeReader {
  private TimeReader() {}

  /**
   * @param prefix path of the section it is in, with a dot
   * @return null if anything was refused
   */
  static TimeSource read(Section source, String prefix) {
    Section s = source.section("time", Grammar.TIME.keys(), "{field: ..., format: iso}");
    String field = s.text("field", Paths.EXPECTED);
    Paths.require(s, "field", field);
    String format =
        s.word("format", Stream.of(TimeSource.Format.values()).map(f -> f.key()).toList());
    ZoneId zone = s.has("zone") ? s.zone("zone") : null;
    return s.make(
        prefix,
        () ->
            new TimeSource(
                field, TimeSource.Format.valueOf(format.toUpperCase(Locale.ROOT)), zone));
  }
}
