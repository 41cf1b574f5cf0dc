package org.menura.world.household;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Capability;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.MindException;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.chat.Message;

class SayCanTest {
    /** Finds an answer the likelier, the more of its letters the prompt has. */
    private record Letters(Set<Capability> capabilities) implements Mind {
        @Override
        public String name() {
            return "letters";
        }

        @Override
        public Thought think(Prompt prompt, Ask ask, long seed) {
            return Thought.of("thought");
        }

        @Override
        public List<Double> score(Prompt prompt, List<String> answers) {
            String text = prompt.messages().getLast().text();
            return answers.stream()
                    .map(a ->
                            -(double) a.chars().filter(c -> text.indexOf(c) < 0).count())
                    .toList();
        }
    }

    private static final Prompt PROMPT = Prompt.of(Message.user("take the mug"));

    @Test
    void takesTheLikeliestOfThePossible() throws InterruptedException {
        SayCan mind = new SayCan(new Letters(EnumSet.of(Capability.SCORE)), 0);
        Ask ask = new Ask.Choice(List.of("look", "take mug", "open box"));
        assertEquals("take mug", mind.think(PROMPT, ask, 1).text());
        assertEquals(
                "look",
                mind.think(PROMPT, new Ask.Choice(List.of("look", "open box")), 1)
                        .text());
        assertEquals("thought", mind.think(PROMPT, new Ask.Text(5), 1).text());
        assertThrows(MindException.class, () -> mind.think(PROMPT, new Ask.Choice(List.of()), 1));
    }

    @Test
    void drawsByLikelihood() throws InterruptedException {
        SayCan mind = new SayCan(new Letters(EnumSet.of(Capability.SCORE)), 1);
        Ask ask = new Ask.Choice(List.of("zz", "take", "z"));
        int[] counts = new int[3];
        for (int seed = 0; seed < 2000; seed++) {
            counts[
                    List.of("zz", "take", "z")
                            .indexOf(mind.think(PROMPT, ask, seed).text())]++;
        }
        double sum = 1 + Math.exp(-1) + Math.exp(-2);
        assertEquals(Math.exp(-2) / sum, counts[0] / 2000.0, 0.03);
        assertEquals(1 / sum, counts[1] / 2000.0, 0.03);
        assertEquals(
                mind.think(PROMPT, ask, 7).text(), mind.think(PROMPT, ask, 7).text());
    }

    @Test
    void needsScores() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> new SayCan(new Letters(EnumSet.noneOf(Capability.class)), 0));
        assertTrue(String.valueOf(e.getMessage()).startsWith("letters gives no scores"));
    }
}
