package org.menura.recipes.omni;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Requests for drawings, each with the text that the picture is drawn from and a picture to learn from. */
final class OmniDrawings {
    /** What a model says where a picture follows. */
    static final String SIGNAL = "[IMG0][IMG1][IMG2][IMG3]";

    private final Random random;

    OmniDrawings(Random random) {
        this.random = random;
    }

    /** The text that a handwritten digit is drawn from. */
    static String digitText(int label) {
        return "the handwritten digit " + OmniSounds.DIGITS.get(label);
    }

    /** Each emoji asked for several times. */
    List<String> emoji(List<OmniEmoji> all, int times) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            for (OmniEmoji e : all) {
                String text = i % 2 == 0 ? e.colouredPhrase() : e.phrase();
                lines.add(line(OmniRequests.DRAW, text, text, e.file()));
            }
        }
        return lines;
    }

    /** Digits asked for, each drawn as some hand has written it. */
    List<String> digits(List<String> files, int[] labels, int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = random.nextInt(files.size());
            lines.add(line(OmniRequests.DRAW, digitAsked(labels[at]), digitText(labels[at]), files.get(at)));
        }
        return lines;
    }

    private String line(List<String> forms, String asked, String text, String file) {
        OmniJson.Ask ask = OmniJson.Ask.of(OmniRequests.of(forms, random).formatted(asked));
        return OmniJson.chat(ask, answer(text), "condition", text, "image", file);
    }

    private static String answer(String text) {
        return "Here is " + text + ". " + SIGNAL;
    }

    private String digitAsked(int label) {
        String word = OmniSounds.DIGITS.get(label);
        return switch (random.nextInt(4)) {
            case 0 -> "the digit " + label;
            case 1 -> "the number " + word;
            case 2 -> "the handwritten digit " + word;
            default -> "the digit " + word;
        };
    }

    /** Better answers draw what was asked for, worse ones something else, or nothing. */
    List<String> preferences(List<OmniEmoji> all, int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = all.get(random.nextInt(all.size())).colouredPhrase();
            String other = all.get(random.nextInt(all.size())).colouredPhrase();
            OmniJson.Ask ask =
                    OmniJson.Ask.of(OmniRequests.of(OmniRequests.DRAW, random).formatted(text));
            String wrong = i % 2 == 0 || other.equals(text) ? "Here is " + text + "." : answer(other);
            lines.add(OmniJson.preference(ask, answer(text), wrong));
        }
        return lines;
    }

    /**
     * What drawings are measured with: requests in forms that nobody learned from, with the field {@code draws}: {@code seen}
     * for what there are pictures of to learn from, {@code unseen} and {@code digit}.
     */
    List<String> heldOut(List<OmniEmoji> seen, List<OmniEmoji> unseen, int ofDigits) {
        List<String> lines = new ArrayList<>();
        seen.forEach(e -> lines.add(prompt(e.colouredPhrase(), e.colouredPhrase(), "seen", e.colour(), e.group())));
        unseen.forEach(e -> lines.add(prompt(e.colouredPhrase(), e.colouredPhrase(), "unseen", e.colour(), e.group())));
        for (int i = 0; i < ofDigits; i++) {
            int label = i % 10;
            lines.add(prompt(digitAsked(label), digitText(label), "digit", "black", OmniSounds.DIGITS.get(label)));
        }
        return lines;
    }

    private String prompt(String asked, String text, String draws, String colour, String what) {
        OmniJson.Ask ask = OmniJson.Ask.of(
                OmniRequests.of(OmniRequests.DRAW_HELD_OUT, random).formatted(asked));
        List<String> signals =
                List.of("IMG0", "IMG1", "IMG2", "IMG3"); // without brackets, since words begin with letters
        return OmniJson.prompt(
                ask, "draw", answer(text), signals, "condition", text, "draws", draws, "colour", colour, "shows", what);
    }
}
