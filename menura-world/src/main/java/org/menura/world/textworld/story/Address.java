package org.menura.world.textworld.story;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads commands that begin with the name of someone and a comma, such as {@code me, look}. */
final class Address {
    private static final Set<String> AGAIN = Set.of("again", "g");

    private final Story story;

    Address(Story story) {
        this.story = story;
    }

    /** Returns whether words before a comma name something, or can't be a command. */
    boolean isIn(List<String> words) {
        int comma = words.indexOf(",");
        if (comma < 1) {
            return false;
        }
        if (!story.grammar.isVerb(words.getFirst())) {
            return true;
        }
        Parsing p = new Parsing(story, words);
        Thing named = new Nouns(story, p).addressed();
        return named != null && (!named.isA("person") || p.wn == comma + 1);
    }

    /**
     * Reads who is spoken to.
     *
     * @return the words after the comma; null if nobody can be spoken to so, which is said then
     */
    @Nullable
    List<String> read(List<String> words) {
        int comma = words.indexOf(",");
        Parsing p = new Parsing(story, words);
        Thing named = new Nouns(story, p).addressed();
        List<String> rest = words.subList(comma + 1, words.size());
        String refusal = null;
        if (named == null) {
            refusal = "You seem to want to talk to someone, but I can't see whom.";
        } else if (!named.isA("person")) {
            refusal = "You can't talk to " + story.speech.the(named) + ".";
        } else if (p.wn != comma + 1 || isToAnother(rest)) {
            refusal = "To talk to someone, try \"someone, hello\" or some such.";
        } else if (!rest.isEmpty() && AGAIN.contains(rest.getFirst())) {
            refusal = "To repeat a command like \"frog, jump\", just say \"again\", not \"frog, again\".";
        }
        if (refusal == null && rest.isEmpty()) {
            refusal = "I didn't understand that sentence.";
        }
        if (refusal != null) {
            story.printer.sayLine(refusal);
            return null;
        }
        return rest;
    }

    /** Returns whether someone is told to tell someone, such as {@code me, me, look}. */
    private boolean isToAnother(List<String> rest) {
        return rest.indexOf(",") > 0 && !story.grammar.isVerb(rest.getFirst()) && !isDirection(rest);
    }

    private boolean isDirection(List<String> words) {
        return story.world.directions.stream().anyMatch(d -> Search.matched(d, words, 0) > 0);
    }
}
