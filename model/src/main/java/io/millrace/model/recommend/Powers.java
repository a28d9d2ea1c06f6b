package io.millrace.model.recommend;

/** {@code base^0, base^1, ...}: weights by distance in the past. */
final class Powers {
  private Powers() {}

  static float[] of(double base, int count) {
    float[] powers = new float[count];
    for (int i = 0; i < count; i++) {
      powers[i] = (float) StrictMath.pow(base, i);
    }
    return powers;
  }
}
