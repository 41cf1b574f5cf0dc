package org.menura.eval.evolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EliminationTest {
    private static final String BEFORE = "Write a function that sorts a list of numbers.";
    private final Elimination elimination = new Elimination(4, 40);

    private String of(String after) {
        return String.valueOf(elimination.ofInstruction(BEFORE, after, "Write the result alone, without any remark."));
    }

    @Test
    void failuresHaveNames() {
        assertEquals("empty", of("  \n … "));
        assertEquals("unchanged", of("write a function  that sorts a list of numbers"));
        assertEquals("refusal", of("I'm sorry, I can't do that."));
        assertEquals("refusal", of("As an AI language model, I have no lists to sort here."));
        assertEquals("too-short", of("Sort quickly."));
        assertEquals("too-long", of("word ".repeat(41)));
        assertEquals("copied-prompt", of("Sort numbers. Write the result alone, without any remark."));
        assertEquals("null", of("Write a function that sorts a list of numbers without comparing them."));
        // sorry is no refusal in a long text
        assertNull(new Elimination(4, 400)
                .ofInstruction(BEFORE, "Write a letter in which somebody says sorry. ".repeat(12), ""));
    }

    @Test
    void answersThatSayNothingFail() {
        assertEquals("answer-empty", Elimination.ofAnswer(BEFORE, " \n"));
        assertEquals("answer-says-nothing", Elimination.ofAnswer(BEFORE, "It is so, and of the: !!"));
        assertEquals("answer-refusal", Elimination.ofAnswer(BEFORE, "Sorry, that is not possible."));
        assertEquals("answer-repeats", Elimination.ofAnswer(BEFORE, BEFORE.toUpperCase(Locale.ROOT)));
        assertNull(Elimination.ofAnswer(BEFORE, "return sorted(numbers)"));
    }

    @Test
    void judgementsAreRead() {
        assertTrue(EvolutionPrompts.saysDifferent("Different. The second has a limit."));
        assertFalse(EvolutionPrompts.saysDifferent("They are the same, not different."));
        assertFalse(EvolutionPrompts.saysDifferent("Maybe."));
        assertEquals("new", EvolutionPrompts.cleaned("<think>\nhm\n</think>\n<old>\nnew\n</old>"));
    }

    @Test
    void nearDuplicatesAreFound() {
        NearDuplicates known = new NearDuplicates(0.7);
        String text =
                "Write a program that reads the names of all files in a folder and prints those of more than one megabyte.";
        known.add(text);
        known.add("Two words");
        assertTrue(known.contains(text.toUpperCase(Locale.ROOT) + " Please."));
        assertTrue(known.contains("two words!"));
        assertFalse(known.contains(
                "Write a program that reads the names of all people in a list and greets the oldest one."));
        assertFalse(known.contains("two others"));
    }

    @Test
    void everySeedGoesThroughAllOperations() {
        List<Instruction> seeds =
                List.of(new Instruction("a", "Do one thing.", null), new Instruction("b", "Do another thing.", null));
        EvolutionSettings settings = EvolutionSettings.of(EvolutionProfile.CODE);
        EvolutionState state = new EvolutionState(settings, seeds);
        List<Set<String>> used = List.of(new HashSet<>(), new HashSet<>());
        StringBuilder[] orders = {new StringBuilder(), new StringBuilder()};
        for (int i = 0; i < 10; i++) {
            int seed = i % 2;
            String name = state.operation(seed).name();
            used.get(seed).add(name);
            orders[seed].append(name).append(' ');
            state.take(new EvolutionStep(i / 2 + 1, seed, "x", name, "", null, null, "empty"));
        }
        assertEquals(5, used.get(0).size());
        assertEquals(5, used.get(1).size());
        assertNotEquals(orders[0].toString(), orders[1].toString());
    }
}
