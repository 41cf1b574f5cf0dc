package org.menura.generate.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.format.FormatException;
import org.menura.format.hf.HfFolder;
import org.menura.generate.sample.BeamParams;
import org.menura.generate.sample.EarlyStopping;
import org.menura.generate.sample.TokenRules;
import org.menura.model.Config;
import org.menura.model.load.ModelSource;

/**
 * What a Hugging Face folder says about texts of its model: {@code generation_config.json}, or where there is none the
 * same fields in {@code config.json}, as older folders have them.
 */
final class GenerationDefaults {
    private GenerationDefaults() {}

    /** Returns the fields; those of a GGUF file are none. */
    static Config of(ModelSource source) {
        HfFolder folder = source.folder();
        JsonNode given = folder == null ? null : folder.generationConfig();
        if (folder == null || given == null) {
            return source.fields();
        }
        return new Config(given, folder.file("generation_config.json").toString());
    }

    /**
     * Reads the rules of a model's next token.
     *
     * @param ends the tokens that end a text
     * @throws FormatException if a field is not of its form
     */
    static TokenRules rules(ModelSource source, Set<Integer> ends) {
        if (source.folder() == null) {
            return TokenRules.NONE;
        }
        Config c = of(source);
        Map<List<Integer>, TokenRules.SequenceBias> given =
                new LinkedHashMap<>(); // of several for a sequence the last counts
        for (JsonNode pair : c.raw("sequence_bias")) {
            if (pair.size() != 2 || !pair.get(1).isNumber()) {
                throw wrong(c, "sequence_bias", "a list of pairs [[token ids], number]");
            }
            TokenRules.SequenceBias one =
                    bias(c, "sequence_bias", pair.get(0), pair.get(1).floatValue());
            given.put(one.tokens(), one);
        }
        List<TokenRules.SequenceBias> biases = new ArrayList<>(given.values());
        for (JsonNode word : c.raw("bad_words_ids")) {
            TokenRules.SequenceBias never = bias(c, "bad_words_ids", word, Float.NEGATIVE_INFINITY);
            if (never.tokens().size() > 1 || !ends.contains(never.tokens().getFirst())) {
                biases.add(never);
            }
        }
        JsonNode decay = c.raw("exponential_decay_length_penalty");
        boolean decays = c.has("exponential_decay_length_penalty");
        if (decays
                && !(decay.size() == 2 && decay.get(0).isInt() && decay.get(1).isNumber())) {
            throw wrong(c, "exponential_decay_length_penalty", "a list of a number of tokens and a factor");
        }
        return new TokenRules(
                biases,
                c.positiveNumber("encoder_repetition_penalty", 1),
                c.integer("no_repeat_ngram_size", 0),
                c.integer("encoder_no_repeat_ngram_size", 0),
                c.has("min_new_tokens") ? 0 : c.integer("min_length", 0),
                c.integer("min_new_tokens", 0),
                c.integer("forced_bos_token_id", -1),
                ids(c, "forced_eos_token_id"),
                decays ? decay.get(0).intValue() : -1,
                decays ? decay.get(1).floatValue() : 1,
                ids(c, "suppress_tokens"),
                ids(c, "begin_suppress_tokens"));
    }

    /** Returns beam search's parameters with what the model's folder says of them. */
    static BeamParams beams(ModelSource source, BeamParams params) {
        Config c = of(source);
        JsonNode stop = c.raw("early_stopping");
        return params.withLengthPenalty(c.number("length_penalty", params.lengthPenalty()))
                .withRepetitionPenalty(c.positiveNumber("repetition_penalty", params.repetitionPenalty()))
                .withEarlyStopping(
                        c.has("early_stopping") ? EarlyStopping.parse(stop.asText()) : params.earlyStopping());
    }

    private static TokenRules.SequenceBias bias(Config c, String name, JsonNode ids, float value) {
        List<Integer> out = new ArrayList<>();
        for (JsonNode id : ids) {
            if (!id.canConvertToInt() || id.intValue() < 0) {
                throw wrong(c, name, "lists of token ids");
            }
            out.add(id.intValue());
        }
        if (out.isEmpty()) {
            throw wrong(c, name, "lists of token ids, none of them empty");
        }
        return new TokenRules.SequenceBias(out, value);
    }

    /** A token id or several; negative ones, with which some files say that there are none, are left out. */
    private static Set<Integer> ids(Config c, String name) {
        JsonNode given = c.raw(name);
        Set<Integer> out = new HashSet<>();
        for (JsonNode id : given.isArray() ? given : given.isNumber() ? List.of(given) : List.<JsonNode>of()) {
            if (!id.canConvertToInt()) {
                throw wrong(c, name, "token ids");
            }
            if (id.intValue() >= 0) {
                out.add(id.intValue());
            }
        }
        return out;
    }

    private static FormatException wrong(Config c, String name, String form) {
        return new FormatException("%s: %s must be %s, not %s".formatted(c.source(), name, form, c.raw(name)));
    }
}
