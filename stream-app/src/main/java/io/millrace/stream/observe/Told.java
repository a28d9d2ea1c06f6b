package io.millrace.stream.observe;

import io.millrace.model.drift.Episode;
import java.util.List;

/**
 * What a replica has to tell of its quality.
 *
 * @param news episodes that began or ended, in their order
 * @param next number of the telling after them
 */
public record Told(List<Episode> news, long next) {
  /** Asks for what lasts and for nothing that was over before. */
  public static final long LASTING = -1;

  /** Of a replica whose quality nothing watches. */
  public static final Told NOTHING = new Told(List.of(), 0);

  /** Something that says how the model does; null while it cannot. */
  public interface Telling {
    /**
     * What is to be told from a telling on.
     *
     * @param telling from 0, counted from the beginning of the training log, or {@link #LASTING}
     */
    Told from(long telling);
  }
}
