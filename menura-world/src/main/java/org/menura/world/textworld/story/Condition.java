package org.menura.world.textworld.story;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.format.FormatException;

/** Conditions of descriptions, such as {@code c_0 is open and there is something in the c_0}. */
final class Condition {
    private static final Pattern SOME = Pattern.compile("there is (something|nothing) (?:in|on) (?:the )?(\\S+)");
    private static final Pattern NOTHING = Pattern.compile("(?:the )?(\\S+) contains nothing");
    private static final Pattern IS = Pattern.compile("(?:the )?(\\S+) is (.+)");

    private Condition() {}

    /**
     * Tests a condition.
     *
     * @param self the thing that is described
     */
    static boolean holds(String condition, World world, Thing self) {
        for (String clause : condition.split(" and ")) {
            if (!clauseHolds(clause.trim(), world, self)) {
                return false;
            }
        }
        return true;
    }

    private static boolean clauseHolds(String clause, World world, Thing self) {
        Matcher some = SOME.matcher(clause);
        if (some.matches()) {
            return world.thing(some.group(2)).children.isEmpty()
                    == some.group(1).equals("nothing");
        }
        Matcher nothing = NOTHING.matcher(clause);
        if (nothing.matches()) {
            return world.thing(nothing.group(1)).children.isEmpty();
        }
        Matcher is = IS.matcher(clause);
        if (is.matches()) {
            return world.kinds.is(world.thing(is.group(1)), is.group(2));
        }
        if (clause.equals("unvisited")) {
            return !self.has("visited");
        }
        if (clause.matches("[a-z]+( [a-z]+)?")) {
            return world.kinds.is(self, clause);
        }
        throw new FormatException("A description has the condition '" + clause + "', which is not known");
    }
}
