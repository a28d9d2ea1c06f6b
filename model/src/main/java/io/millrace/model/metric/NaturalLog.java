package io.millrace.model.metric;

/**
 * The natural logarithm, bit for bit that of {@link StrictMath#log}, which costs a call out of Java
 * each time.
 *
 * <p>Error below one unit in the last place. The algorithm and its constants are fdlibm's ({@code
 * e_log.c}, Sun Microsystems 1993): x = 2^k (1 + f) with f between sqrt(1/2) - 1 and sqrt(2) - 1,
 * and log(1 + f) by a polynomial in s = f / (2 + f).
 */
public final class NaturalLog {
  private static final double LN2_HIGH = 6.93147180369123816490e-01;
  private static final double LN2_LOW = 1.90821492927058770002e-10;
  private static final double C1 = 6.666666666666735130e-01;
  private static final double C2 = 3.999999999940941908e-01;
  private static final double C3 = 2.857142874366239149e-01;
  private static final double C4 = 2.222219843214978396e-01;
  private static final double C5 = 1.818357216161805012e-01;
  private static final double C6 = 1.531383769920937332e-01;
  private static final double C7 = 1.479819860511658591e-01;
  private static final double LEAST_NORMAL = 0x1p-1022;

  private NaturalLog() {}

  /** The logarithm of any number; what is not a normal positive one is left to the library. */
  public static double of(double x) {
    if (!(x >= LEAST_NORMAL && x <= Double.MAX_VALUE)) {
      return StrictMath.log(x);
    }
    long bits = Double.doubleToRawLongBits(x);
    int high = (int) (bits >>> 32) & 0xFFFFF;
    int carry = (high + 0x95F64) & 0x100000;
    double k = (int) (bits >>> 52) - 1023 + (carry >>> 20);
    long fraction = (long) (high | carry ^ 0x3FF00000) << 32 | bits & 0xFFFFFFFFL;
    double f = Double.longBitsToDouble(fraction) - 1;
    if ((0xFFFFF & (2 + high)) < 3) {
      return nearOne(f, k);
    }
    double s = f / (2 + f);
    double z = s * s;
    double w = z * z;
    double r = z * (C1 + w * (C3 + w * (C5 + w * C7))) + w * (C2 + w * (C4 + w * C6));
    if ((high - 0x6147A | 0x6B851 - high) > 0) {
      double half = 0.5 * f * f;
      return k == 0
          ? f - (half - s * (half + r))
          : k * LN2_HIGH - ((half - (s * (half + r) + k * LN2_LOW)) - f);
    }
    return k == 0 ? f - s * (f - r) : k * LN2_HIGH - ((s * (f - r) - k * LN2_LOW) - f);
  }

  /** Where |f| is below 2^-20. */
  private static double nearOne(double f, double k) {
    if (f == 0) {
      return k == 0 ? 0 : k * LN2_HIGH + k * LN2_LOW;
    }
    double r = f * f * (0.5 - 0.33333333333333333 * f);
    return k == 0 ? f - r : k * LN2_HIGH - ((r - k * LN2_LOW) - f);
  }
}
