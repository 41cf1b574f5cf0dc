package org.menura.agent.memory;

import java.util.ArrayList;
import java.util.List;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.chat.Message;

/**
 * Adds memories to a stream and looks for older ones that they contradict: those are superseded and stay in the history. The mind only chooses among
 * three answers.
 *
 * @param mind that compares
 * @param recall of the memories that a new one is compared with
 * @param nearest how many of them
 */
public record Contradictions(Mind mind, Recall recall, int nearest) {
    private static final String SAME = "The new one says the same.";
    private static final String CONTRADICTS = "The new one contradicts or corrects the old one.";
    private static final String OTHER = "They are about different things.";

    /** Creates one that compares with the three nearest memories. */
    public static Contradictions by(Mind mind, MemoryStream stream) {
        return new Contradictions(mind, Recall.byRelevance(stream), 3);
    }

    /** Adds a memory, unless one that says the same is there. */
    public Memory remember(MemoryStream stream, Memory memory, long seed) throws InterruptedException {
        List<Memory> old = recall.recall(stream, memory.text(), nearest, memory.time()).stream()
                .filter(Recall.Hit::related)
                .map(Recall.Hit::memory)
                .filter(m -> m.kind() == memory.kind())
                .toList();
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < old.size(); i++) {
            String answer = mind.think(
                            Prompt.of(Message.user("Old memory: %s\nNew memory: %s\nHow do they compare?"
                                    .formatted(old.get(i).text(), memory.text()))),
                            new Ask.Choice(List.of(SAME, CONTRADICTS, OTHER)),
                            seed + i)
                    .text();
            if (answer.equals(SAME)) {
                stream.touch(List.of(old.get(i).id()), memory.time());
                return old.get(i);
            }
            if (answer.equals(CONTRADICTS)) {
                wrong.add(old.get(i).id());
            }
        }
        Memory added = stream.remember(memory);
        for (String id : wrong) {
            if (!id.equals(added.id()) && stream.holds(id)) {
                stream.supersede(id, added.id(), memory.time());
            }
        }
        return added;
    }
}
