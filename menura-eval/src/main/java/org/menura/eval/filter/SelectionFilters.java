package org.menura.eval.filter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Filters that choose among the responses to a request. */
final class SelectionFilters {
    static final Filter FIRST = (responses, documents) -> {
        List<@Nullable Object> all = new ArrayList<>(responses.size());
        for (Object response : responses) {
            List<@Nullable Object> items = Responses.items(response, "take_first");
            if (items.isEmpty()) {
                throw new FormatException("The filter take_first got a request without a response");
            }
            all.add(items.getFirst());
        }
        return all;
    };

    /** The most frequent response, the earliest among equals; as a list of one. */
    static final Filter MAJORITY = (responses, documents) -> {
        List<@Nullable Object> all = new ArrayList<>(responses.size());
        for (Object response : responses) {
            all.add(new ArrayList<>(java.util.Collections.singletonList(majority(response))));
        }
        return all;
    };

    private SelectionFilters() {}

    private static @Nullable Object majority(@Nullable Object response) {
        Map<@Nullable Object, Integer> counts = new LinkedHashMap<>();
        for (Object item : Responses.items(response, "majority_vote")) {
            counts.merge(item, 1, Integer::sum);
        }
        Object best = null;
        int most = 0;
        for (Map.Entry<@Nullable Object, Integer> entry : counts.entrySet()) {
            if (entry.getValue() > most) {
                most = entry.getValue();
                best = entry.getKey();
            }
        }
        if (most == 0) {
            throw new FormatException("The filter majority_vote got a request without a response");
        }
        return best;
    }

    static Filter firstOf(int count) {
        return (responses, documents) -> {
            List<@Nullable Object> all = new ArrayList<>(responses.size());
            boolean checked = false;
            for (Object response : responses) {
                List<@Nullable Object> items = Responses.items(response, "take_first_k");
                if (!checked && items.size() < count) {
                    throw new FormatException(
                            "The filter take_first_k wants %d responses of each request and got %d; raise the task's repeats."
                                    .formatted(count, items.size()));
                }
                checked = true;
                int end = count < 0 ? Math.max(0, items.size() + count) : Math.min(count, items.size());
                all.add(new ArrayList<>(items.subList(0, end)));
            }
            return all;
        };
    }
}
