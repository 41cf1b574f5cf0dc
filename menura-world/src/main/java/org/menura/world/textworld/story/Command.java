package org.menura.world.textworld.story;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command that was understood.
 *
 * @param noun null if there is none, or if there are many
 * @param many things that take the place of the noun (or the second noun) one after the other; empty if one is meant
 * @param manyAreSecond whether they take the place of the second noun
 * @param rest words of further commands in the same line; empty if none
 */
record Command(
        Action action,
        @Nullable Thing noun,
        @Nullable Thing second,
        List<Thing> many,
        boolean manyAreSecond,
        List<String> rest) {}
