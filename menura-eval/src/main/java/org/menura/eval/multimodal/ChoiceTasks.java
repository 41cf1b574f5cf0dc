package org.menura.eval.multimodal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.PythonRandom;

/** Makes questions with choices: MMBench's in a circle, SEED's by likelihood, MMMU's with letters or in words; captions. */
final class ChoiceTasks {
    private static final String CIRCLE = """
            output_type: generate_until
            doc_to_text: "{{media}}{{question}}\\n{% for option in options %}{{'ABCDEFGH'[loop.index0]}}. {{option}}\\n{% endfor %}Answer with the option's letter from the given choices directly."
            doc_to_target: answer
            process_results: !function menura_media.circle
            metric_list:
              - metric: acc
                aggregation: mean
                higher_is_better: true
              - metric: circular
                aggregation: !function menura_media.all_right
                higher_is_better: true
            """ + TaskFiles.SHORT_ANSWERS;
    private static final String LIKELIHOOD = """
            output_type: multiple_choice
            doc_to_text: "{{media}}{{question}}"
            doc_to_choice: options
            doc_to_target: answer
            metric_list:
              - metric: acc
                aggregation: mean
                higher_is_better: true
              - metric: acc_norm
                aggregation: mean
                higher_is_better: true
            """;
    private static final String MMMU = """
            output_type: generate_until
            doc_to_text: "{{media}}{{question}}\\n\\n{% if question_type == 'multiple-choice' %}{% for option in options %}({{'ABCDEFGHI'[loop.index0]}}) {{option}}\\n{% endfor %}\\nAnswer with the option's letter from the given choices directly.{% else %}Answer the question using a single word or phrase.{% endif %}"
            doc_to_target: answer
            process_results: !function menura_media.mmmu
            metric_list:
              - metric: acc
                aggregation: !function menura_media.mmmu_accuracy
                higher_is_better: true
            """ + TaskFiles.SHORT_ANSWERS;
    private static final String CAPTIONS = """
            output_type: generate_until
            doc_to_text: "{{media}}{{question}}"
            doc_to_target: "{{references[0]}}"
            process_results: !function menura_media.caption
            metric_list:
              - metric: exact_match
                aggregation: mean
                higher_is_better: true
              - metric: bleu
                aggregation: bleu
                higher_is_better: true
              - metric: cider
                aggregation: !function menura_media.cider
                higher_is_better: true
            """ + TaskFiles.SHORT_ANSWERS;
    private static final int EACH = 80;
    private static final int OPTIONS = 4;
    private static final long SEED = 2307;

    private final TaskFiles files;
    private final List<Picture> pictures;

    ChoiceTasks(TaskFiles files, List<Picture> pictures) {
        this.files = files;
        this.pictures = pictures;
    }

    /** Settings of a task with MMBench's metrics, for rows with media, question, options, answer and group. */
    static String circleSettings() {
        return CIRCLE;
    }

    /** Settings of a task by likelihood, for rows with media, question, options and the index of the answer. */
    static String likelihoodSettings() {
        return LIKELIHOOD;
    }

    /** Settings of a task as MMMU reads answers, for rows with media, question, options, answer and question_type. */
    static String mmmuSettings() {
        return MMMU;
    }

    /** Adds a question once for each place that its options can be turned to; it counts only if all are answered right. */
    static void circle(
            List<Map<String, @Nullable Object>> rows,
            String group,
            String media,
            String question,
            List<String> options,
            int answer) {
        for (int turn = 0; turn < options.size(); turn++) {
            List<String> turned = new ArrayList<>();
            for (int i = 0; i < options.size(); i++) {
                turned.add(options.get((i + turn) % options.size()));
            }
            int place = Math.floorMod(answer - turn, options.size());
            rows.add(TaskFiles.row(
                    "group", group,
                    "media", media,
                    "question", question,
                    "options", turned,
                    "answer", AnswerReading.letter(place)));
        }
    }

    /** Writes all of them. */
    void all() {
        PythonRandom random = new PythonRandom(SEED);
        List<Map<String, @Nullable Object>> circle = new ArrayList<>();
        List<Map<String, @Nullable Object>> likelihood = new ArrayList<>();
        List<Map<String, @Nullable Object>> mmmu = new ArrayList<>();
        List<Map<String, @Nullable Object>> captions = new ArrayList<>();
        for (Picture thing : random.sample(pictures, Math.min(EACH, pictures.size()))) {
            String media = files.picture(thing.id(), thing.image());
            List<Picture> options = options(thing, random);
            List<String> phrases = options.stream().map(Picture::phrase).toList();
            int answer = options.indexOf(thing);
            circle(circle, thing.id(), media, "What is in this picture?", phrases, answer);
            likelihood.add(TaskFiles.row(
                    "media", media, "question", "What is in this picture?", "options", phrases, "answer", (long)
                            answer));
            mmmu.add(TaskFiles.row(
                    "media",
                    media,
                    "question",
                    "What does <image 1> show?",
                    "question_type",
                    "multiple-choice",
                    "options",
                    phrases,
                    "answer",
                    AnswerReading.letter(answer)));
            int many = (int) random.randint(1, 4);
            String several = files.picture(
                    thing.id() + "-times-" + many,
                    () -> new Scene(0, java.util.Collections.nCopies(many, thing)).image());
            mmmu.add(TaskFiles.row(
                    "media",
                    several,
                    "question",
                    "How many things are there in <image 1>?",
                    "question_type",
                    "open",
                    "options",
                    List.of(),
                    "answer",
                    List.of(
                            String.valueOf(many),
                            List.of("one", "two", "three", "four").get(many - 1))));
            captions.add(TaskFiles.row(
                    "media",
                    media,
                    "question",
                    "What is in this picture?",
                    "references",
                    List.of(thing.phrase(), thing.name())));
        }
        files.task("mmbench", circle, CIRCLE);
        files.task("seed", likelihood, LIKELIHOOD);
        files.task("mmmu", mmmu, MMMU);
        files.task("captions", captions, CAPTIONS);
    }

    private List<Picture> options(Picture thing, PythonRandom random) {
        List<Picture> options = new ArrayList<>();
        options.add(thing);
        while (options.size() < OPTIONS) {
            Picture other = random.choice(pictures);
            if (!options.contains(other)) {
                options.add(other);
            }
        }
        random.shuffle(options);
        return options;
    }
}
