package io.millrace.model.recommend;

/**
 * What is said of an item: whether it is to be had, and what it is. It is the whole word on the
 * item: what an earlier notice said and this one does not is known no longer.
 *
 * @param item its id, compared as text
 * @param withdrawn never listed from here on, until another notice says otherwise
 * @param time from when on, epoch milliseconds; {@link Long#MIN_VALUE} where none is said
 * @param about {@link ItemDescription#NONE} where nothing is said
 */
public record ItemNotice(String item, boolean withdrawn, long time, ItemDescription about) {
  public ItemNotice {
    if (item == null || item.isEmpty()) {
      throw new IllegalArgumentException("item = " + item + ", expected a name");
    }
  }

  /** Says only whether it is to be had. */
  public ItemNotice(String item, boolean withdrawn, long time) {
    this(item, withdrawn, time, ItemDescription.NONE);
  }
}
