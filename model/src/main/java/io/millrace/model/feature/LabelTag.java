package io.millrace.model.feature;

/**
 * What a row holds of a label in 32 bits: whether it is positive, whether it was assumed, how much
 * of it something else explains, and of its event's id a hash in the bits that are left.
 *
 * <p>How much is told in sixteenths, so that sums of it are whole numbers: exact, and the same in
 * any order. Only where the entity's labels are graded ({@link ExplainedSpec#graded}) has a tag
 * bits for it, and 26 of a hash; else a label counts wholly, and the hash has 30.
 */
final class LabelTag {
  /** The sixteenths of a label that nothing else explains. */
  static final int WHOLE = 16;

  static final int POSITIVE = 1;
  static final int ASSUMED = 2;

  /** The sixteenths that something else explains, 0 to 15: of 16 of them no row is held. */
  private static final int EXPLAINED = 0b111100;

  private static final int EXPLAINED_FROM = 2;

  private LabelTag() {}

  /** The bits of a tag that say whose label it is and how it went, not how much it counts. */
  static int identity(boolean graded) {
    return graded ? ~EXPLAINED : ~0;
  }

  /** The hash of an event's id as a tag holds it. */
  static int id(String eventId, boolean graded) {
    return (int) TextHash.of(eventId) & ~(POSITIVE | ASSUMED) & identity(graded);
  }

  /**
   * @param id as {@link #id} made it
   * @param unexplained sixteenths, 1 to {@link #WHOLE}
   */
  static int of(int id, boolean positive, boolean assumed, int unexplained) {
    return id
        | (positive ? POSITIVE : 0)
        | (assumed ? ASSUMED : 0)
        | WHOLE - unexplained << EXPLAINED_FROM;
  }

  /** 1 or 0. */
  static int positive(int tag) {
    return tag & POSITIVE;
  }

  /** The sixteenths of a graded label that something else explains. */
  static int explained(int tag) {
    return (tag & EXPLAINED) >>> EXPLAINED_FROM;
  }
}
