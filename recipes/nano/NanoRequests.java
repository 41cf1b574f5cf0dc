package org.menura.recipes.nano;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/** How people ask. */
final class NanoRequests {
    /** For a story with things: "a dog, a boat and rain". */
    static final List<String> THINGS = List.of(
            "Write a story with %s.",
            "Write a story with %s.",
            "Write a story with %s",
            "Write a short story with %s.",
            "Write a story about %s.",
            "Write me a story with %s.",
            "Tell me a story with %s.",
            "Tell me a story about %s.",
            "Tell a short story about %s.",
            "Please write a story with %s.",
            "Please tell me a story about %s.",
            "Can you write a story with %s?",
            "Can you tell me a story with %s in it?",
            "Make up a story with %s.",
            "I want a story with %s.",
            "I would like to hear a story about %s.",
            "Write a story that has %s in it.",
            "Write a story. It should have %s in it.",
            "A story with %s, please.",
            "Do you know a story with %s?");

    /** For a story with words: "dog, boat and rain". */
    static final List<String> WORDS = List.of(
            "Write a story with the words %s.",
            "Write a story that uses the words %s.",
            "Use the words %s in a story.",
            "Use these words in a story: %s.",
            "Tell me a story with these words: %s.",
            "Words: %s. Write a story.",
            "Write a short story in which these words stand: %s.");

    /** For a sentence with words. */
    static final List<String> SENTENCE = List.of(
            "Write a sentence with %s.",
            "Write a sentence with %s.",
            "Write one sentence with %s.",
            "Tell me a sentence with %s.",
            "Make a sentence with %s.");

    static final List<String> ABOUT = List.of(
            "Write a story about %s.",
            "Tell me a story about %s.",
            "Tell me a short story about %s.",
            "Please write a story about %s.",
            "Can you tell a story about %s?",
            "I want a story about %s.");

    static final List<String> CONTINUE = List.of(
            "Finish this story: %s",
            "Go on with this story: %s",
            "How does this story go on? %s",
            "Continue the story. %s",
            "%s What happens next?");

    static final List<String> END = List.of(
            "Write a story that ends with: \"%s\"",
            "Tell me a story with this end: \"%s\"", "Write a story. The last sentence is: \"%s\"");

    static final List<String> BEGIN = List.of(
            "Write a story that begins with \"%s\"",
            "Tell me a story that starts like this: \"%s\"", "Begin a story with the words \"%s\"");

    static final List<String> ANY = List.of(
            "Tell me a story.",
            "Write a story.",
            "Tell me a story, please.",
            "Can you tell me a story?",
            "I want to hear a story.",
            "Write a short story.",
            "Tell me another story.",
            "Story, please!");

    static final List<String> HELLO = List.of("Hello", "Hello!", "Hi", "Hi!", "Hi there!", "Good morning!", "Hey");

    static final List<String> WHO = List.of(
            "Who are you?",
            "What are you?",
            "What is your name?",
            "What can you do?",
            "who are you",
            "Tell me about yourself.");

    static final List<String> THANKS = List.of(
            "Thank you!",
            "Thanks!",
            "Thank you, that was a nice story.",
            "Thanks, I liked it.",
            "thank you",
            "Very nice!");

    static final List<String> COUNT = List.of(
            "Count to %s.", "Can you count to %s?", "Please count to %s.", "Count from one to %s.", "count to %s");

    static final List<String> NUMBERS =
            List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");

    static final List<String> REPEAT =
            List.of("Repeat these words: %s", "Repeat: %s", "Say %s.", "Say after me: %s", "Please repeat: %s");

    private NanoRequests() {}

    static String of(List<String> forms, Random random) {
        return forms.get(random.nextInt(forms.size()));
    }

    /** For a story with words in it. */
    static String withWords(List<NanoWords.Word> words, Random random) {
        boolean things = words.stream().allMatch(NanoWords.Word::isNoun) && random.nextInt(4) > 0;
        List<String> items = words.stream()
                .map(w -> things ? w.withArticle(random) : w.text())
                .collect(Collectors.toCollection(ArrayList::new));
        String form = of(things ? THINGS : WORDS, random);
        if (words.size() == 1) {
            form = form.replace("these words stand", "this word stands")
                    .replace("these words", "this word")
                    .replace("the words", "the word")
                    .replace("Words:", "Word:");
        }
        return cased(form.formatted(listed(items, random)), random);
    }

    /** For a sentence with words in it. */
    static String sentence(List<NanoWords.Word> words, Random random) {
        boolean things = words.stream().allMatch(NanoWords.Word::isNoun) && random.nextInt(4) > 0;
        List<String> items = words.stream()
                .map(w -> things ? w.withArticle(random) : w.text())
                .toList();
        return cased(of(SENTENCE, random).formatted(listed(items, random)), random);
    }

    /** For a story about someone. */
    static String about(String kind, String name, Random random) {
        String whom = kind.replaceFirst("^the ", "a ").strip();
        String text = switch (random.nextInt(3)) {
            case 0 -> whom + " named " + name;
            case 1 -> name;
            default -> whom;
        };
        return cased(of(ABOUT, random).formatted(text), random);
    }

    private static String listed(List<String> items, Random random) {
        if (items.size() == 1) {
            return items.getFirst();
        }
        String before = String.join(", ", items.subList(0, items.size() - 1));
        return before + (random.nextInt(5) == 0 ? ", and " : " and ") + items.getLast();
    }

    /** As some people write who are in a hurry. */
    private static String cased(String text, Random random) {
        return random.nextInt(12) == 0 ? text.toLowerCase(Locale.ROOT).replaceFirst("[.]$", "") : text;
    }
}
