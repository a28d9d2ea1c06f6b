/**
 * Recommendations from activity: generators that name items, the blend that puts them in order, the
 * recommender that learns from a log. Item-side only; what is true of a user is the user's history.
 */
package io.millrace.model.recommend;
