package org.menura.eval.multimodal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.format.python.PythonRandom;

/**
 * Scenes in which things come up as they do in photographs: some often, and some together. Things of one category are drawn
 * together half of the time.
 */
final class Scenes {
    private static final int VOCABULARY = 60;
    private static final int SCENES = 250;
    private static final int THINGS = 2;

    private final List<Picture> vocabulary;
    private final List<Scene> scenes = new ArrayList<>();
    private final Map<Picture, Integer> counts = new HashMap<>();
    private final Map<List<Picture>, Integer> together = new HashMap<>();

    private Scenes(List<Picture> vocabulary) {
        this.vocabulary = vocabulary;
    }

    static Scenes draw(List<Picture> pictures, long seed) {
        PythonRandom random = new PythonRandom(seed);
        Scenes scenes = new Scenes(random.sample(pictures, Math.min(VOCABULARY, pictures.size())));
        for (int i = 0; i < SCENES; i++) {
            scenes.add(i, random);
        }
        return scenes;
    }

    private void add(int id, PythonRandom random) {
        List<Picture> things = new ArrayList<>();
        things.add(one(vocabulary, random));
        while (things.size() < THINGS) {
            List<Picture> others = new ArrayList<>(vocabulary);
            others.removeAll(things);
            String category = things.getFirst().category();
            List<Picture> alike =
                    others.stream().filter(p -> p.category().equals(category)).toList();
            things.add(one(random.random() < 0.5 && !alike.isEmpty() ? alike : others, random));
        }
        scenes.add(new Scene(id, things));
        for (Picture thing : things) {
            counts.merge(thing, 1, Integer::sum);
            for (Picture other : things) {
                if (!other.equals(thing)) {
                    together.merge(List.of(thing, other), 1, Integer::sum);
                }
            }
        }
    }

    /** Earlier things of the vocabulary come up more often: in inverse proportion to their place. */
    private Picture one(List<Picture> among, PythonRandom random) {
        double[] weights = new double[among.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = 1.0 / (1 + vocabulary.indexOf(among.get(i)));
        }
        return random.choices(among, weights, 1).getFirst();
    }

    List<Scene> all() {
        return scenes;
    }

    List<Picture> vocabulary() {
        return vocabulary;
    }

    /** Things that a scene doesn't show, drawn at random. */
    List<Picture> random(Scene scene, PythonRandom random) {
        return random.sample(absent(scene), scene.things().size());
    }

    /** The things that come up most often, of those that a scene doesn't show. */
    List<Picture> popular(Scene scene) {
        return most(scene, thing -> counts.getOrDefault(thing, 0));
    }

    /** The things that most often come up with those of the scene, of those that it doesn't show. */
    List<Picture> adversarial(Scene scene) {
        return most(
                scene,
                thing -> scene.things().stream()
                        .mapToInt(there -> together.getOrDefault(List.of(there, thing), 0))
                        .sum());
    }

    private List<Picture> most(Scene scene, java.util.function.ToIntFunction<Picture> count) {
        return absent(scene).stream()
                .sorted(Comparator.comparingInt(count).reversed().thenComparing(Picture::name))
                .limit(scene.things().size())
                .toList();
    }

    private List<Picture> absent(Scene scene) {
        return vocabulary.stream().filter(thing -> !scene.shows(thing)).toList();
    }
}
