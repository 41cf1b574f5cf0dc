package org.menura.chat.template;

import java.util.List;
import java.util.Map;

/**
 * Evaluated arguments of a call.
 *
 * @param keywords in the order of the call
 */
record Arguments(List<Object> positional, Map<String, Object> keywords) {
    /** Returns a copy without the first {@code count} positional arguments. */
    Arguments skip(int count) {
        return new Arguments(positional.subList(count, positional.size()), keywords);
    }
}
