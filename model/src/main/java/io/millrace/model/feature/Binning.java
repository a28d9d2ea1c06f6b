package io.millrace.model.feature;

import java.util.List;

/**
 * How a number becomes ids of a linear model.
 *
 * @param perDoubling resolutions of the signed-log bins: bins each doubling of 1 + |x|, a power of
 *     two from 1 to 1024; one id a resolution
 * @param raw whether the number itself enters too, as the value of an id of its own
 */
public record Binning(List<Integer> perDoubling, boolean raw) {
  public static final Binning DEFAULT = new Binning(List.of(4, 16, 64), false);

  public Binning {
    perDoubling = List.copyOf(perDoubling);
    for (int bins : perDoubling) {
      if (bins < 1 || bins > 1024 || Integer.bitCount(bins) != 1) {
        throw new IllegalArgumentException(
            "bins = " + bins + ", expected powers of two from 1 to 1024, e.g. [4, 16, 64]");
      }
    }
    if (perDoubling.isEmpty() && !raw) {
      throw new IllegalArgumentException(
          "bins = [], expected at least one resolution, or raw: true beside it");
    }
  }
}
