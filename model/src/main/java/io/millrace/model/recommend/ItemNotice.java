package io.millrace.model.recommend;

/**
 * What is said of an item: whether it is to be had.
 *
 * @param item its id, compared as text
 * @param withdrawn never listed from here on, until another notice says otherwise
 * @param time from when on, epoch milliseconds; {@link Long#MIN_VALUE} where none is said
 */
public record ItemNotice(String item, boolean withdrawn, long time) {
  public ItemNotice {
    if (item == null || item.isEmpty()) {
      throw new IllegalArgumentException("item = " + item + ", expected a name");
    }
  }
}
