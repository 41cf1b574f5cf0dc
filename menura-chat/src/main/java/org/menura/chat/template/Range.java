package org.menura.chat.template;

import java.util.AbstractList;
import java.util.List;

/** Python's range, at most {@link #MAX_SIZE} numbers as in Jinja2's sandbox. */
record Range(long start, long stop, long step) {
    static final int MAX_SIZE = 100_000;

    Range {
        if (step == 0) {
            throw new TemplateException("The step of a range is zero");
        }
        if (size(start, stop, step) > MAX_SIZE) {
            throw new TemplateException("A range has more than " + MAX_SIZE + " numbers");
        }
    }

    private static long size(long start, long stop, long step) {
        if (step > 0 ? start >= stop : start <= stop) {
            return 0;
        }
        try {
            long distance = step > 0 ? Math.subtractExact(stop, start) : Math.subtractExact(start, stop);
            return (distance - 1) / Math.absExact(step) + 1;
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    List<Object> toList() {
        int size = (int) size(start, stop, step);
        return new AbstractList<>() {
            @Override
            public Object get(int index) {
                return start + index * step;
            }

            @Override
            public int size() {
                return size;
            }
        };
    }
}
