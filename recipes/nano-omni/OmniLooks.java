package org.menura.recipes.omni;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Questions about pictures: of emoji and of handwritten digits. */
final class OmniLooks {
    /**
     * A question about a picture.
     *
     * @param task what it tests
     * @param wrong the right answer to another picture
     * @param words that a right answer has
     */
    record Question(String task, OmniJson.Ask ask, String answer, String wrong, List<String> words) {
        String chat() {
            return OmniJson.chat(ask, answer);
        }

        String preference() {
            return OmniJson.preference(ask, answer, wrong);
        }

        String prompt() {
            return OmniJson.prompt(ask, task, answer, words);
        }
    }

    private final List<OmniEmoji> all;
    private final List<OmniEmoji> animals;
    private final List<OmniEmoji> others;
    private final Random random;

    /** About pictures of {@code all}, which are compared with each other. */
    OmniLooks(List<OmniEmoji> all, Random random) {
        this.all = all;
        this.animals = all.stream().filter(OmniEmoji::isAnimal).toList();
        this.others = all.stream().filter(e -> !e.isAnimal()).toList();
        this.random = random;
    }

    /** What there is to say of a picture. */
    Question description(OmniEmoji e) {
        OmniEmoji other = other(e);
        return question(
                "describe", e, OmniRequests.DESCRIBE, e.colouredPhrase(), other.colouredPhrase(), List.of(e.caption()));
    }

    Question thing(OmniEmoji e) {
        return question("thing", e, OmniRequests.THING, e.phrase(), other(e).phrase(), List.of(e.caption()));
    }

    Question colour(OmniEmoji e) {
        OmniEmoji other = one(all);
        while (other.colour().equals(e.colour())) {
            other = one(all);
        }
        return question("colour", e, OmniRequests.COLOUR, e.colour(), other.colour(), List.of(e.colour()));
    }

    Question group(OmniEmoji e) {
        OmniEmoji other = one(all);
        while (other.group().equals(e.group())) {
            other = one(all);
        }
        return question("group", e, OmniRequests.GROUP, e.group(), other.group(), List.of(e.group()));
    }

    /** As often of an animal as of anything else. */
    Question animal() {
        OmniEmoji e = one(random.nextBoolean() ? animals : others);
        String answer = e.isAnimal() ? "yes" : "no";
        return question("animal", e, OmniRequests.ANIMAL, answer, e.isAnimal() ? "no" : "yes", List.of(answer));
    }

    Question which(OmniEmoji e) {
        OmniEmoji other = other(e);
        boolean first = random.nextBoolean();
        String text = OmniRequests.of(OmniRequests.WHICH, random)
                .formatted((first ? e : other).phrase(), (first ? other : e).phrase());
        return question("which", e, List.of(text), e.phrase(), other.phrase(), List.of(e.caption()));
    }

    /** In which of two pictures something is. */
    Question place(OmniEmoji e) {
        OmniEmoji other = other(e);
        boolean first = random.nextBoolean();
        String text = OmniRequests.of(OmniRequests.PLACE, random).formatted(e.phrase());
        List<String> files = first ? List.of(e.file(), other.file()) : List.of(other.file(), e.file());
        String answer = first ? "first" : "second";
        return new Question(
                "place",
                new OmniJson.Ask(files, text),
                "The " + answer + ".",
                "The " + (first ? "second." : "first."),
                List.of(answer));
    }

    Question digit(String file, int label) {
        String answer = OmniSounds.DIGITS.get(label);
        String wrong = OmniSounds.DIGITS.get((label + 1 + random.nextInt(9)) % 10);
        OmniJson.Ask ask = OmniJson.Ask.of(file, OmniRequests.of(OmniRequests.DIGIT, random));
        return new Question("digit", ask, OmniRequests.said(answer), OmniRequests.said(wrong), List.of(answer));
    }

    /** One of each kind that is asked of every picture. */
    List<Question> each(OmniEmoji e) {
        return List.of(description(e), thing(e), colour(e), group(e), which(e), place(e));
    }

    /** What a picture shows, in few words, for the first stage that joins pictures and words: of each kind so many times. */
    List<String> captions(int times) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            for (OmniEmoji e : all) {
                List.of(description(e), thing(e), colour(e), group(e)).forEach(q -> lines.add(q.chat()));
            }
        }
        return lines;
    }

    private Question question(
            String task, OmniEmoji e, List<String> forms, String answer, String wrong, List<String> words) {
        OmniJson.Ask ask = OmniJson.Ask.of(e.file(), OmniRequests.of(forms, random));
        return new Question(task, ask, OmniRequests.said(answer), OmniRequests.said(wrong), words);
    }

    private OmniEmoji other(OmniEmoji e) {
        OmniEmoji other = one(all);
        while (other.caption().equals(e.caption())) {
            other = one(all);
        }
        return other;
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
