package org.menura.generate.audio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.format.FormatException;
import org.menura.format.hf.HfFolder;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.model.Config;
import org.menura.model.SpeechModel;
import org.menura.model.load.ModelSource;
import org.menura.tensor.annotation.Extension;

/**
 * The tokens that steer Whisper's decoder (arXiv 2212.04356, section 2.3), from {@code generation_config.json}, {@code
 * config.json} or the vocabulary, whichever tells.
 *
 * @param start begins every text
 * @param end ends every text
 * @param languages token of each language by its code ({@code en}); empty for models of one language
 * @param transcribe asks for the words as they are spoken; -1 if there is none
 * @param translate asks for them in English; -1 if there is none
 * @param noTimestamps says that no times are wanted; -1 if there is none
 * @param firstTimestamp the token of time 0, those of later times follow it; -1 if there are none
 * @param noSpeech the token whose probability as the first one is that of no speech; -1 if there is none
 * @param previous begins the text of what was said before; -1 if the model takes none
 * @param suppressed never written
 * @param suppressedFirst never written first
 * @param language code of the language that is spoken, unless another is asked for; empty if the files do not say
 * @param translates whether English is written, unless something else is asked for; empty if the files do not say
 * @param forced tokens that follow the start where neither language nor task is said or asked for; -1 in the
 *     place of the language if that is to be found out
 * @param maxFirst number of the latest time that a text may begin with
 * @param aligned heads of the decoder that attend to what is spoken; empty if nobody says which
 */
@Extension
public record SpeechTokens(
        int start,
        int end,
        SequencedMap<String, Integer> languages,
        int transcribe,
        int translate,
        int noTimestamps,
        int firstTimestamp,
        int noSpeech,
        int previous,
        int[] suppressed,
        int[] suppressedFirst,
        Optional<String> language,
        Optional<Boolean> translates,
        int[] forced,
        int maxFirst,
        List<SpeechModel.Head> aligned) {
    /** Copies the list. */
    public SpeechTokens {
        aligned = List.copyOf(aligned);
    }

    /** Stands among the forced tokens for that of the language that is heard. */
    static final int HEARD = -1;

    /** The latest time that a text begins with where no generation config tells: one second. */
    private static final int USUAL_FIRST = 50;

    private static final Pattern LANGUAGE = Pattern.compile("<\\|([a-z]{2,3})\\|>");

    /** Reads what a model's folder says. */
    static SpeechTokens of(ModelSource source, Tokenizer tokenizer, SpeechModel model) {
        HfFolder folder = source.folder();
        JsonNode generation = folder == null ? null : folder.generationConfig();
        Config given = new Config(
                generation == null ? JsonNodeFactory.instance.objectNode() : generation,
                folder == null
                        ? source.path().toString()
                        : folder.file("generation_config.json").toString());
        Config config = source.fields();
        int noTimestamps = given.integer("no_timestamps_token_id", id(tokenizer, "<|notimestamps|>"));
        int first = noTimestamps < 0 ? id(tokenizer, "<|0.00|>") : noTimestamps + 1;
        SequencedMap<String, Integer> languages = languages(given, tokenizer);
        Optional<String> language = language(given, languages);
        Optional<Boolean> translates = translates(given, languages);
        int[] forced = language.isPresent() || translates.isPresent()
                ? new int[0]
                : forced(given.has("forced_decoder_ids") ? given : config, noTimestamps);
        int[] ends = given.has("eos_token_id") ? given.ids("eos_token_id") : config.ids("eos_token_id");
        Config suppressing = generation == null ? config : given;
        SpeechTokens out = new SpeechTokens(
                given.integer("decoder_start_token_id", model.startId()),
                ends.length > 0 ? ends[0] : id(tokenizer, "<|endoftext|>"),
                languages,
                task(given, "transcribe", tokenizer),
                task(given, "translate", tokenizer),
                noTimestamps,
                first < model.vocabulary() ? first : -1,
                Math.max(id(tokenizer, "<|nospeech|>"), id(tokenizer, "<|nocaptions|>")),
                given.integer("prev_sot_token_id", id(tokenizer, "<|startofprev|>")),
                suppressing.ids("suppress_tokens"),
                suppressing.ids("begin_suppress_tokens"),
                language,
                translates,
                forced,
                given.integer("max_initial_timestamp_index", generation == null ? USUAL_FIRST : model.vocabulary()),
                aligned(given, model));
        out.check(model.vocabulary(), given.source());
        return out;
    }

    private static int id(Tokenizer tokenizer, String token) {
        OptionalInt id = tokenizer.id(token);
        return id.isPresent() ? id.getAsInt() : -1;
    }

    private static SequencedMap<String, Integer> languages(Config given, Tokenizer tokenizer) {
        SequencedMap<String, Integer> out = new LinkedHashMap<>();
        JsonNode ids = given.raw("lang_to_id");
        if (ids.isObject()) {
            ids.properties().forEach(e -> add(e.getKey(), e.getValue().asInt(-1), out));
        } else if (given.flag("is_multilingual", true)) {
            tokenizer.addedTokens().forEach(t -> add(t.content(), t.id(), out));
        }
        return out;
    }

    private static void add(String token, int id, Map<String, Integer> to) {
        Matcher m = LANGUAGE.matcher(token);
        if (m.matches()) {
            to.put(m.group(1), id);
        }
    }

    private static int task(Config given, String name, Tokenizer tokenizer) {
        Config ids = given.object("task_to_id");
        return ids != null && ids.has(name) ? ids.integer(name) : id(tokenizer, "<|" + name + "|>");
    }

    /** Pairs of layer and head. */
    private static List<SpeechModel.Head> aligned(Config given, SpeechModel model) {
        List<SpeechModel.Head> out = new ArrayList<>();
        for (JsonNode pair : given.raw("alignment_heads")) {
            SpeechModel.Head head =
                    new SpeechModel.Head(pair.path(0).asInt(-1), pair.path(1).asInt(-1));
            if (!model.has(head)) {
                throw new FormatException("%s names %s among its alignment_heads, which the model has not"
                        .formatted(given.source(), pair));
            }
            out.add(head);
        }
        return out;
    }

    private static Optional<String> language(Config given, SequencedMap<String, Integer> languages) {
        if (languages.isEmpty() || !given.has("language")) {
            return Optional.empty();
        }
        String name = given.text("language");
        return Optional.of(SpokenLanguages.code(name, languages.keySet())
                .orElseThrow(() ->
                        given.unsupported("language", "the model knows " + String.join(", ", languages.keySet()))));
    }

    private static Optional<Boolean> translates(Config given, SequencedMap<String, Integer> languages) {
        if (languages.isEmpty() || !given.has("task")) {
            return Optional.empty();
        }
        given.refuseUnless("task", "transcribe", "translate");
        return Optional.of(given.text("task").equals("translate"));
    }

    /** Pairs of position and token, from the first position on; times are asked for elsewhere. */
    private static int[] forced(Config given, int noTimestamps) {
        JsonNode pairs = given.raw("forced_decoder_ids");
        if (pairs.path(0).path(0).asInt() != 1) {
            return new int[0];
        }
        int[] out = new int[pairs.size()];
        int n = 0;
        for (int i = 0; i < out.length; i++) {
            JsonNode pair = pairs.get(i);
            if (pair.path(0).asInt() != i + 1) {
                throw given.unsupported("forced_decoder_ids", "each position must follow the one before");
            }
            JsonNode id = pair.path(1);
            if (id.canConvertToInt() ? id.intValue() != noTimestamps : i == 0) {
                out[n++] = id.asInt(HEARD);
            }
        }
        return Arrays.copyOf(out, n);
    }

    private void check(int vocabulary, String source) {
        checkIds(vocabulary, source, start, end, transcribe, translate, noTimestamps, noSpeech, previous);
        checkIds(vocabulary, source, suppressed);
        checkIds(vocabulary, source, suppressedFirst);
        checkIds(vocabulary, source, forced);
        checkIds(
                vocabulary,
                source,
                languages.values().stream().mapToInt(Integer::intValue).toArray());
        if (start < 0 || end < 0) {
            throw new FormatException(source + " does not tell which tokens begin and end a text");
        }
    }

    private static void checkIds(int vocabulary, String source, int... ids) {
        for (int id : ids) {
            if (id >= vocabulary) {
                throw new FormatException(
                        "%s names the token %d, but the model has only %d".formatted(source, id, vocabulary));
            }
        }
    }

    /** Returns whether the model writes timestamps. */
    public boolean hasTimestamps() {
        return firstTimestamp >= 0;
    }

    /** Returns whether a token is a timestamp. */
    public boolean isTimestamp(int id) {
        return hasTimestamps() && id >= firstTimestamp;
    }
}
