package org.menura.recipes.omni;

import java.util.List;
import java.util.Random;

/** How people ask about pictures and sounds, and for drawings. */
final class OmniRequests {
    static final List<String> DESCRIBE = List.of(
            "Describe the picture.",
            "Describe this picture.",
            "What do you see?",
            "What can you see in this picture?",
            "Tell me what you see.",
            "What does the picture show?");

    static final List<String> THING = List.of(
            "What is this?",
            "What is it?",
            "What is that?",
            "Name this.",
            "What is this called?",
            "What thing is this?");

    static final List<String> COLOUR = List.of(
            "What colour is it?",
            "What color is it?",
            "What colour is this?",
            "What color is this?",
            "Which colour does it have?",
            "What is its color?");

    static final List<String> GROUP = List.of(
            "Which group is this? " + groups(),
            "What kind of picture is this? " + groups(),
            "To which group does it belong? " + groups());

    static final List<String> ANIMAL = List.of(
            "Is it an animal?", "Is this an animal?", "Does the picture show an animal?", "Do you see an animal?");

    /** Of two things. */
    static final List<String> WHICH =
            List.of("Is this %s or %s?", "Is it %s or %s?", "What is it: %s or %s?", "Do you see %s or %s?");

    /** With two pictures before it. */
    static final List<String> PLACE = List.of(
            "Which picture shows %s, the first or the second?",
            "Where is %s, in the first or in the second picture?", "In which of the two pictures do you see %s?");

    static final List<String> DIGIT = List.of(
            "Which digit is this?",
            "What digit is it?",
            "Read the digit.",
            "Read this number.",
            "What number is this?",
            "Which number is written here?");

    static final List<String> HEAR = List.of(
            "What do you hear?",
            "Write down what is said.",
            "What is said here?",
            "Transcribe this.",
            "What does the voice say?",
            "Listen, and write down the words.");

    static final List<String> STORY = List.of(
            "Tell me a story about this picture.",
            "Tell a story about this.",
            "Write a story about this picture.",
            "Tell me a story about what you see.",
            "Look at the picture and tell me a story.",
            "Can you tell me a story about this?");

    static final List<String> DRAW = List.of(
            "Draw %s.",
            "Draw %s.",
            "draw %s",
            "Please draw %s.",
            "Can you draw %s?",
            "Draw me %s.",
            "Draw a picture of %s.",
            "Paint %s.",
            "Paint a picture of %s.",
            "Make a picture of %s.",
            "Show me a picture of %s.",
            "I want a picture of %s.",
            "I would like to see %s.",
            "A picture of %s, please.",
            "Could you paint %s for me?");

    /** Never learned from. */
    static final List<String> DRAW_HELD_OUT =
            List.of("Would you draw %s?", "Please make me a picture of %s.", "Draw %s for me, please.");

    private OmniRequests() {}

    private static String groups() {
        List<String> all = OmniEmoji.GROUPS;
        return "Say " + String.join(", ", all.subList(0, all.size() - 1)) + " or " + all.getLast() + ".";
    }

    static String of(List<String> forms, Random random) {
        return forms.get(random.nextInt(forms.size()));
    }

    /** As an answer: with a capital letter and a full stop. */
    static String said(String phrase) {
        String text = Character.toUpperCase(phrase.charAt(0)) + phrase.substring(1);
        return text.endsWith(".") ? text : text + ".";
    }
}
