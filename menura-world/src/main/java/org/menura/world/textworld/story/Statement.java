package org.menura.world.textworld.story;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.format.FormatException;

/** A sentence of Inform 7 about things, such as {@code The k_0 is in the c_1}: it can be made true and asked. */
final class Statement {
    /** A form of sentences: the groups of its pattern are what it speaks of. */
    private record Form(Pattern pattern, BiConsumer<World, List<String>> make, BiPredicate<World, List<String>> holds) {
        Form(String pattern, BiConsumer<World, List<String>> make, BiPredicate<World, List<String>> holds) {
            this(Pattern.compile(pattern), make, holds);
        }
    }

    private static final List<Form> FORMS = List.of(
            new Form(
                    "player is in (?:the )?(\\S+)",
                    (w, a) -> w.place(w.player, w.thing(a.get(0))),
                    (w, a) -> w.player.isIn(w.thing(a.get(0)))),
            new Form(
                    "player carries (?:the )?(\\S+)",
                    (w, a) -> w.place(w.thing(a.get(0)), w.player),
                    (w, a) -> w.thing(a.get(0)).isIn(w.player)),
            new Form(
                    "(\\S+) is (?:in|on) (?:the )?(\\S+)",
                    (w, a) -> w.place(w.thing(a.get(0)), w.thing(a.get(1))),
                    (w, a) -> w.thing(a.get(0)).isIn(w.thing(a.get(1)))),
            new Form(
                    "(\\S+) is nowhere",
                    (w, a) -> w.thing(a.get(0)).moveTo(null),
                    (w, a) -> w.thing(a.get(0)).parent == null),
            new Form("(\\S+) is mapped (?:north|south|east|west) of (\\S+)", (w, a) -> {}, (w, a) -> true),
            new Form(
                    "(.+) of (?:the )?(\\S+) is (?:the )?(\\S+)",
                    (w, a) -> w.thing(a.get(1)).links.put(a.get(0), w.thing(a.get(2))),
                    (w, a) -> w.thing(a.get(1)).links.get(a.get(0)) == w.thing(a.get(2))),
            new Form(
                    "When play begins, add (\\S+) to the (.+) of the (\\S+)",
                    (w, a) -> w.addTo(w.thing(a.get(2)), a.get(1), w.thing(a.get(0))),
                    (w, a) -> w.listOf(w.thing(a.get(2)), a.get(1)).contains(w.thing(a.get(0)))),
            new Form(
                    "When play begins, increase the carrying capacity of the player by (\\d{1,4})",
                    (w, a) -> w.capacity += Integer.parseInt(a.get(0)),
                    (w, a) -> true),
            new Form(
                    "(\\S+) is (.+)",
                    (w, a) -> w.kinds.make(w.thing(a.get(0)), a.get(1)),
                    (w, a) -> w.kinds.is(w.thing(a.get(0)), a.get(1))));

    private final Form form;
    private final List<String> subjects;

    private Statement(Form form, List<String> subjects) {
        this.form = form;
        this.subjects = subjects;
    }

    /**
     * Parses a sentence.
     *
     * @throws FormatException if it is of no known form
     */
    static Statement parse(String sentence) {
        String said = sentence.strip();
        if (said.endsWith(".")) {
            said = said.substring(0, said.length() - 1);
        }
        if (said.startsWith("The ") || said.startsWith("the ")) {
            said = said.substring(4);
        }
        for (Form form : FORMS) {
            Matcher matcher = form.pattern.matcher(said);
            if (matcher.matches()) {
                List<String> subjects = new ArrayList<>();
                for (int i = 1; i <= matcher.groupCount(); i++) {
                    subjects.add(matcher.group(i));
                }
                return new Statement(form, subjects);
            }
        }
        throw new FormatException("The knowledge base says '" + sentence + "', a form of sentence that is not known");
    }

    /** Makes it true. */
    void make(World world) {
        form.make.accept(world, subjects);
    }

    /** Returns whether it is true. */
    boolean holds(World world) {
        return form.holds.test(world, subjects);
    }
}
