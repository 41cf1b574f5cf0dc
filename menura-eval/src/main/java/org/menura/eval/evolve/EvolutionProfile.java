package org.menura.eval.evolve;

import java.util.List;
import java.util.Locale;
import org.menura.format.FormatException;

/**
 * A set of operations that make instructions harder: the five heuristics for programs of WizardCoder (Luo et al., arXiv
 * 2306.08568, section 3.1), and the five in-depth operations of WizardLM with its in-breadth one (Xu et al., arXiv
 * 2304.12244, section 3.2). The wording is our own.
 */
public enum EvolutionProfile {
    /** Programming tasks. */
    CODE(
            "programming task",
            List.of(
                    new Operation(
                            "constraint",
                            "Ask for one thing more that the program must do or may not do, in about ten words."),
                    new Operation(
                            "rarer-requirement",
                            "Find a requirement that is met in many tasks, and put one in its place that is seldom met and says"
                                    + " more exactly what is wanted."),
                    new Operation(
                            "more-steps",
                            "Where a solution takes only few steps of thought, change the problem so that it takes more of them."),
                    new Operation(
                            "misleading-code",
                            "Add a short piece of code that looks like a solution but has a mistake in it, and present it as a"
                                    + " first try, so that the solver has to notice."),
                    new Operation(
                            "tighter-complexity",
                            "Demand a solution whose time or memory grows more slowly than that of the plain way, where there is"
                                    + " one."))),
    /** Instructions of any kind. */
    TEXT(
            "instruction",
            List.of(
                    new Operation("constraint", "Add one more condition that a good answer has to meet."),
                    new Operation(
                            "deepen",
                            "Where it asks about something, ask about it in more depth, and about what follows from it."),
                    new Operation("concretise", "Put special cases and particulars where general notions stand."),
                    new Operation(
                            "more-steps",
                            "Where an answer takes little thought, demand that several steps of thought be taken one after another."),
                    new Operation(
                            "richer-input",
                            "Give it data to work on, such as a table, a list of records in JSON, a formula or some lines of code."),
                    new Operation(
                            "breadth",
                            "Leave this one as it is and invent another of the same field and about the same length, which is asked"
                                    + " more rarely.")));

    /**
     * A way to change an instruction.
     *
     * @param name for options, ledgers and reports
     * @param how what the teacher is told
     */
    public record Operation(String name, String how) {}

    private final String thing;
    private final List<Operation> operations;

    EvolutionProfile(String thing, List<Operation> operations) {
        this.thing = thing;
        this.operations = operations;
    }

    /**
     * Finds a profile by its name, code or text.
     *
     * @throws FormatException if there is none
     */
    public static EvolutionProfile of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "code" -> CODE;
            case "text" -> TEXT;
            default -> throw new FormatException("there is no profile '%s'; there are code and text".formatted(name));
        };
    }

    /** Returns the operations. */
    public List<Operation> operations() {
        return operations;
    }

    /** Returns what instructions are called in prompts. */
    String thing() {
        return thing;
    }
}
