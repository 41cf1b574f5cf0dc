package org.menura.eval.multimodal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes requests to write down what is said, and requests for drawings that are looked at afterwards. */
final class SoundTasks {
    private static final String HEARD = """
            output_type: generate_until
            doc_to_text: "{{media}}Write down what is said."
            doc_to_target: text
            process_results: !function menura_media.heard
            metric_list:
              - metric: wer
                aggregation: !function menura_media.word_error_rate
                higher_is_better: false
              - metric: exact_match
                aggregation: mean
                higher_is_better: true
            generation_kwargs:
              max_gen_toks: 128
              do_sample: false
            """;
    private static final String LOOKED = """
            output_type: generate_until
            doc_to_text: "{{media}}{{question}}"
            doc_to_target: answer
            metric_list:
              - metric: exact_match
                aggregation: mean
                higher_is_better: true
                ignore_case: true
                ignore_punctuation: true
            """ + TaskFiles.SHORT_ANSWERS;
    private static final List<String> COLOURS = List.of("red", "orange", "yellow", "green", "blue", "black");
    private static final List<String> THINGS = List.of("heart", "circle", "square", "flower", "book", "car");
    private static final List<String> DIGITS =
            List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

    private final TaskFiles files;

    SoundTasks(TaskFiles files) {
        this.files = files;
    }

    /** Settings of a task of transcripts, for rows with media and text. */
    static String heardSettings() {
        return HEARD;
    }

    void spokenWords(List<SoundSets.Sound> sounds) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (SoundSets.Sound sound : sounds) {
            rows.add(TaskFiles.row("media", files.sound(sound.name(), sound.bytes()), "text", sound.text()));
        }
        files.task("spoken_words", rows, HEARD);
    }

    /**
     * Writes requests for drawings whose colour or digit is then asked for: of the model that has drawn them, and of a
     * judge that compares pictures with texts.
     */
    void drawings() {
        List<Map<String, @Nullable Object>> own = new ArrayList<>();
        List<Map<String, @Nullable Object>> judged = new ArrayList<>();
        for (String thing : THINGS) {
            for (String colour : COLOURS) {
                String phrase = phrase(colour, thing);
                own.add(looked(phrase, "What colour is it?", colour));
                judged.add(judged(
                        phrase,
                        colour,
                        COLOURS.stream().map(c -> phrase(c, thing)).toList()));
            }
        }
        for (String digit : DIGITS) {
            own.add(looked("the digit " + digit, "Which digit is this?", digit));
            judged.add(judged(
                    "the digit " + digit,
                    digit,
                    DIGITS.stream().map(d -> "the handwritten digit " + d).toList()));
        }
        files.task("drawings", own, LOOKED);
        files.task("drawings_clip", judged, LOOKED);
    }

    private static String phrase(String colour, String thing) {
        return "%s %s %s".formatted(colour.equals("orange") ? "an" : "a", colour, thing);
    }

    private static Map<String, @Nullable Object> looked(String phrase, String question, String answer) {
        return TaskFiles.row(
                "media", MediaText.drawing("Draw " + phrase + "."), "question", question, "answer", answer);
    }

    private static Map<String, @Nullable Object> judged(String phrase, String answer, List<String> among) {
        String right = among.stream()
                .filter(text -> (" " + text + " ").contains(" " + answer + " "))
                .findFirst()
                .orElse(answer);
        return TaskFiles.row(
                "media",
                MediaText.drawing("Draw " + phrase + ".") + MediaText.choice(among),
                "question",
                "",
                "answer",
                right);
    }
}
