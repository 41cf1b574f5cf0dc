package org.menura.chat.template;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An iterator that can be walked once, as Python's generators: what {@code map}, {@code select} and others give. */
abstract class Lazy implements Iterator<Object> {
    private final Budget budget;
    private @Nullable Object next;
    private boolean ended;

    Lazy(Budget budget) {
        this.budget = budget;
    }

    /** The next element, or null at the end. */
    abstract @Nullable Object advance();

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            budget.enter();
            next = advance();
            budget.leave();
            ended = next == null;
        }
        return next != null;
    }

    @Override
    public Object next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        Object result = next;
        next = null;
        return result;
    }

    /** A generator whose source is looked at only once its first element is asked for. */
    static Lazy deferred(Budget budget, Supplier<Iterator<Object>> supplier) {
        return new Lazy(budget) {
            private @Nullable Iterator<Object> source;

            @Override
            @Nullable
            Object advance() {
                if (source == null) {
                    source = supplier.get();
                }
                return source.hasNext() ? source.next() : null;
            }
        };
    }

    /** A generator over what {@code source} gives. */
    static Lazy over(Iterator<? extends Object> source, Budget budget) {
        return new Lazy(budget) {
            @Override
            @Nullable
            Object advance() {
                return source.hasNext() ? source.next() : null;
            }
        };
    }
}
