package org.menura.eval.evolve;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * How instructions are evolved. All of it is part of the ledger, and a run goes on with the same settings alone.
 *
 * @param profile the operations
 * @param rounds in each of which every instruction is changed once
 * @param seed of the order of operations
 * @param temperature of changes and answers
 * @param topP of changes and answers
 * @param instructionTokens that a changed instruction may have
 * @param answerTokens that an answer may have
 * @param leastWords of a changed instruction
 * @param mostWords of a changed instruction
 * @param similarity estimated Jaccard similarity from which on two instructions are duplicates
 * @param judge whether the teacher says if a change changed anything
 * @param chunk instructions that the teacher works on together
 */
public record EvolutionSettings(
        EvolutionProfile profile,
        int rounds,
        long seed,
        double temperature,
        double topP,
        int instructionTokens,
        int answerTokens,
        int leastWords,
        int mostWords,
        double similarity,
        boolean judge,
        int chunk) {
    /** Checks the numbers. */
    public EvolutionSettings {
        if (rounds < 1 || chunk < 1 || instructionTokens < 1 || answerTokens < 1 || leastWords < 1) {
            throw new IllegalArgumentException("rounds, tokens, words and what is done together are at least 1");
        }
        if (mostWords < leastWords || !(temperature >= 0) || !(topP > 0 && topP <= 1) || !(similarity > 0)) {
            throw new IllegalArgumentException(
                    "the most words are not below the least, a temperature is not below 0, top-p above 0 and at most 1");
        }
    }

    /** Returns usual settings of a profile. */
    public static EvolutionSettings of(EvolutionProfile profile) {
        return new EvolutionSettings(profile, 3, 0, 1, 0.9, 512, 1024, 4, 400, 0.7, true, 16);
    }

    /** The settings as they stand in the ledger. */
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("profile", profile.name().toLowerCase(Locale.ROOT));
        json.put("rounds", rounds)
                .put("seed", seed)
                .put("temperature", temperature)
                .put("top_p", topP);
        json.put("instruction_tokens", instructionTokens).put("answer_tokens", answerTokens);
        json.put("least_words", leastWords).put("most_words", mostWords).put("similarity", similarity);
        return json.put("judge", judge).put("chunk", chunk);
    }
}
