package org.menura.eval.multimodal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.PythonRandom;

/** Makes questions with the answers yes and no: those of POPE, and the pairs of MME. */
final class YesNoTasks {
    private static final String POPE = """
            output_type: generate_until
            doc_to_text: "{{media}}{{question}}"
            doc_to_target: answer
            process_results: !function menura_media.yes_no
            metric_list:
              - metric: acc
                aggregation: mean
                higher_is_better: true
              - metric: precision
                aggregation: !function menura_media.precision
                higher_is_better: true
              - metric: recall
                aggregation: !function menura_media.recall
                higher_is_better: true
              - metric: f1
                aggregation: !function menura_media.f1
                higher_is_better: true
              - metric: yes_ratio
                aggregation: mean
            """ + TaskFiles.SHORT_ANSWERS;
    private static final String PAIRS = """
            output_type: generate_until
            doc_to_text: "{{media}}{{question}} Please answer yes or no."
            doc_to_target: answer
            process_results: !function menura_media.pair
            metric_list:
              - metric: acc
                aggregation: mean
                higher_is_better: true
              - metric: acc_plus
                aggregation: !function menura_media.all_right
                higher_is_better: true
            """ + TaskFiles.SHORT_ANSWERS;
    private static final List<String> NUMBERS = List.of("no", "one", "two", "three", "four");
    private static final int EACH = 60;
    private static final long SEED = 2305;

    private final TaskFiles files;
    private final List<Picture> pictures;

    YesNoTasks(TaskFiles files, List<Picture> pictures) {
        this.files = files;
        this.pictures = pictures;
    }

    /** Settings of a task with POPE's metrics, for rows with media, question and answer. */
    static String popeSettings() {
        return POPE;
    }

    /** Settings of a task with MME's metrics, for rows with media, question, answer and group. */
    static String pairSettings() {
        return PAIRS;
    }

    /**
     * Writes POPE over scenes: of each thing that is there a question, and as many of things that are not: any, those that
     * come up most, and those that come up with what is there.
     */
    void pope() {
        Scenes scenes = Scenes.draw(pictures, SEED);
        PythonRandom random = new PythonRandom(SEED + 1);
        List<Map<String, @Nullable Object>> any = new ArrayList<>();
        List<Map<String, @Nullable Object>> popular = new ArrayList<>();
        List<Map<String, @Nullable Object>> adversarial = new ArrayList<>();
        for (Scene scene : scenes.all()) {
            String media = files.picture("scene-" + scene.id(), scene::image);
            ask(any, scene, media, scenes.random(scene, random));
            ask(popular, scene, media, scenes.popular(scene));
            ask(adversarial, scene, media, scenes.adversarial(scene));
        }
        files.task("pope_random", any, POPE);
        files.task("pope_popular", popular, POPE);
        files.task("pope_adversarial", adversarial, POPE);
        files.group("pope", List.of("pope_random", "pope_popular", "pope_adversarial"), List.of("acc", "yes_ratio"));
    }

    private static void ask(List<Map<String, @Nullable Object>> rows, Scene scene, String media, List<Picture> absent) {
        for (int i = 0; i < scene.things().size(); i++) {
            rows.add(question(rows, scene, media, scene.things().get(i), "yes"));
            rows.add(question(rows, scene, media, absent.get(i), "no"));
        }
    }

    private static Map<String, @Nullable Object> question(
            List<Map<String, @Nullable Object>> rows, Scene scene, String media, Picture thing, String answer) {
        return TaskFiles.row(
                "question_id",
                (long) rows.size(),
                "scene",
                (long) scene.id(),
                "media",
                media,
                "question",
                "Is there %s in the image?".formatted(thing.phrase()),
                "answer",
                answer);
    }

    /** Writes MME's pairs: a picture, a question with the answer yes, and one with the answer no. */
    void mme() {
        PythonRandom random = new PythonRandom(SEED + 2);
        List<Map<String, @Nullable Object>> existence = new ArrayList<>();
        List<Map<String, @Nullable Object>> category = new ArrayList<>();
        List<Map<String, @Nullable Object>> count = new ArrayList<>();
        List<Map<String, @Nullable Object>> position = new ArrayList<>();
        List<String> categories =
                pictures.stream().map(Picture::category).distinct().sorted().toList();
        for (Picture thing : random.sample(pictures, Math.min(EACH, pictures.size()))) {
            Picture other = another(thing, random);
            String alone = files.picture(thing.id(), thing.image());
            pair(existence, thing.id(), alone, "Is there %s in this picture?", thing.phrase(), other.phrase());
            String wrong = thing.category();
            while (wrong.equals(thing.category())) {
                wrong = random.choice(categories);
            }
            pair(category, thing.id(), alone, "Does the thing in this picture belong to %s?", thing.category(), wrong);
            int many = (int) random.randint(1, 4);
            int others = many % 4 + 1;
            String several = files.picture(
                    thing.id() + "-times-" + many,
                    () -> new Scene(0, java.util.Collections.nCopies(many, thing)).image());
            pair(
                    count,
                    thing.id(),
                    several,
                    "Are there exactly %s things in this picture?",
                    NUMBERS.get(many),
                    NUMBERS.get(others));
            String both = files.picture(
                    thing.id() + "-left-of-" + other.id(), () -> new Scene(0, List.of(thing, other)).image());
            pair(
                    position,
                    thing.id(),
                    both,
                    "Is the " + thing.name() + " on the %s of the " + other.name() + " in this picture?",
                    "left",
                    "right");
        }
        files.task("mme_existence", existence, PAIRS);
        files.task("mme_category", category, PAIRS);
        files.task("mme_count", count, PAIRS);
        files.task("mme_position", position, PAIRS);
        files.group(
                "mme",
                List.of("mme_existence", "mme_category", "mme_count", "mme_position"),
                List.of("acc", "acc_plus"));
    }

    private Picture another(Picture thing, PythonRandom random) {
        Picture other = thing;
        while (other.equals(thing)) {
            other = random.choice(pictures);
        }
        return other;
    }

    private static void pair(
            List<Map<String, @Nullable Object>> rows, String group, String media, String form, String yes, String no) {
        rows.add(TaskFiles.row("group", group, "media", media, "question", form.formatted(yes), "answer", "yes"));
        rows.add(TaskFiles.row("group", group, "media", media, "question", form.formatted(no), "answer", "no"));
    }
}
