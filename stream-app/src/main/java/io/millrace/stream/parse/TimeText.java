package io.millrace.stream.parse;

import io.millrace.model.pipeline.TimeSource;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;

/** Reads a time as a pipeline file says it is written: text to epoch milliseconds. */
final class TimeText {
  /** 9999-12-31T23:59:59.999Z. */
  private static final long LATEST = 253_402_300_799_999L;

  private static final int MAX_DECIMALS = 40;

  private final TimeSource source;
  private final IsoTime iso;

  TimeText(TimeSource source) {
    this.source = source;
    this.iso = new IsoTime(source.zone());
  }

  /** From 1970 to 9999; parts of a millisecond are cut off. */
  long millis(CharSequence text) throws RejectedException {
    if (text == null || text.length() == 0) {
      throw Rejection.NO_TIME.because(
          source.path() + " is missing, expected a time (" + source.format().key() + ")");
    }
    long millis = read(text);
    if (millis < 0 || millis > LATEST) {
      throw Rejection.OUT_OF_RANGE.because(
          source.path(), text.toString(), "a time from 1970 to 9999");
    }
    return millis;
  }

  private long read(CharSequence text) throws RejectedException {
    return switch (source.format()) {
      case ISO -> iso(text);
      case EPOCH_SECONDS -> decimal(text.toString(), 3, "seconds since 1970, e.g. 1522540831");
      case EPOCH_MILLIS ->
          decimal(text.toString(), 0, "whole milliseconds since 1970, e.g. 1522540831000");
    };
  }

  private long iso(CharSequence text) throws RejectedException {
    try {
      return iso.millis(text);
    } catch (DateTimeException e) {
      throw Rejection.BAD_TIME.because(source.path(), text.toString(), e.getMessage());
    }
  }

  private long decimal(String text, int shift, String expected) throws RejectedException {
    BigDecimal millis = decimal(text);
    if (millis == null || millis.scale() > MAX_DECIMALS) {
      throw Rejection.BAD_TIME.because(source.path(), text, expected);
    }
    // Compared before it is written out: 1e999999999 has a billion digits.
    if (millis.scale() < -MAX_DECIMALS) {
      return -1;
    }
    millis = millis.movePointRight(shift);
    if (millis.signum() < 0 || millis.compareTo(BigDecimal.valueOf(LATEST)) > 0) {
      return -1;
    }
    BigDecimal whole = millis.setScale(0, RoundingMode.FLOOR);
    if (shift == 0 && whole.compareTo(millis) != 0) {
      throw Rejection.BAD_TIME.because(source.path(), text, expected);
    }
    return whole.longValueExact();
  }

  /** Exact, or null if it is no number of a sane length. */
  private static BigDecimal decimal(String text) {
    try {
      return text.length() > MAX_DECIMALS ? null : new BigDecimal(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
