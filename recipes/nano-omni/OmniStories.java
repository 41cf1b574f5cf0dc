package org.menura.recipes.omni;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Stories about a thing: of the nano model's stories those about another thing of its kind, with the one put in the place of
 * the other.
 */
final class OmniStories {
    /** A story that is looked at must fit into a model of 512 positions, and short ones are learned sooner. */
    private static final int MOST_WORDS = 110;

    /** The nano model holds out each so manieth story, and so does this one. */
    private static final int HELD_OUT_EVERY = 80;

    /** Things, each of which may stand for another of its kind. Their plural ends in s or es. */
    private static final List<List<String>> KINDS = Stream.of(
                    "dog cat bird bear rabbit frog duck lion monkey pig cow horse fox squirrel owl turtle snake bee butterfly"
                            + " bug ant spider worm crab dolphin elephant dragon chicken goat tiger wolf snail whale camel"
                            + " penguin koala hamster panda crocodile giraffe kangaroo octopus parrot swan peacock shark",
                    "ball toy doll box car truck train boat plane bike kite balloon hat coat book pen cup plate spoon bowl"
                            + " bottle bag pillow horn bell key ring stick stone rock rope ladder hammer robot puzzle card"
                            + " letter picture mirror coin button shell flower sword rocket phone chair shirt dress jar pot"
                            + " bucket basket crown umbrella drum guitar violin trumpet lamp candle camera clock broom axe"
                            + " tractor bus ship taxi scooter helicopter sock glove scarf leaf rose tulip feather wheel boomerang",
                    "apple banana orange carrot cake cookie sandwich egg candy lollipop pear peach lemon strawberry tomato"
                            + " potato mushroom pizza hamburger donut pie pancake watermelon cherry coconut onion cucumber",
                    "park garden forest farm zoo beach lake river castle cave mountain store school road house tower hospital"
                            + " bridge church tent island desert volcano factory",
                    "boy girl man woman king queen prince princess farmer doctor teacher fairy pirate clown giant baby ninja"
                            + " mermaid vampire zombie elf superhero firefighter pilot astronaut cook detective",
                    "rain snow wind storm cloud rainbow sun moon star")
            .map(k -> List.of(k.split(" ")))
            .toList();

    private final List<String> stories;

    private OmniStories(List<String> stories) {
        this.stories = stories;
    }

    /** From the nano model's file of stories, without those that it holds out. */
    static OmniStories read(Path file) throws IOException {
        String all;
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            all = in.lines().collect(Collectors.joining("\n"));
        }
        List<String> whole = new ArrayList<>(Stream.of(all.split("<\\|endoftext\\|>"))
                .map(OmniStories::plain)
                .filter(s -> s.matches("(?s).*[.!?]\"?"))
                .collect(Collectors.toCollection(LinkedHashSet::new)));
        List<String> usable = new ArrayList<>();
        for (int i = 0; i < whole.size(); i++) {
            if (i % HELD_OUT_EVERY != HELD_OUT_EVERY - 1 && whole.get(i).split("\\s+").length <= MOST_WORDS) {
                usable.add(whole.get(i));
            }
        }
        return new OmniStories(usable);
    }

    /** As the nano model's data program lays them out. */
    private static String plain(String text) {
        return text.replaceAll("[“”]", "\"")
                .replaceAll("[‘’]", "'")
                .replaceAll("\\s*[–—]\\s*", " - ")
                .replace("_", "")
                .replaceAll("[ \t\r]+", " ")
                .replaceAll(" *\n[ \n]*", "\n")
                .strip();
    }

    /** The thing that stories can be told about; empty if there is none. */
    static String thing(String caption) {
        String text = caption.toLowerCase(Locale.ROOT).replaceFirst(" face$", "");
        String last = text.substring(text.lastIndexOf(' ') + 1);
        boolean plain = !text.contains(",") && text.split(" ").length <= 2;
        return plain && KINDS.stream().anyMatch(k -> k.contains(last)) ? last : "";
    }

    /** Up to {@code count} stories in which the thing stands twice or more. */
    List<String> about(String thing, int count, Random random) {
        List<String> kind =
                KINDS.stream().filter(k -> k.contains(thing)).findFirst().orElseThrow();
        List<String> found = new ArrayList<>();
        for (int tries = 0; tries < 4000 && found.size() < count; tries++) {
            String story = stories.get(random.nextInt(stories.size()));
            String there = kind.get(random.nextInt(kind.size()));
            boolean other = there.equals(thing) || !occurs(story, thing, 1);
            if (other && occurs(story, there, 2)) {
                String told = there.equals(thing) ? story : exchanged(story, there, thing);
                if (!found.contains(told)) {
                    found.add(told);
                }
            }
        }
        return found;
    }

    private static boolean occurs(String story, String word, int times) {
        Matcher m = pattern(word).matcher(story);
        int n = 0;
        while (n < times && m.find()) {
            n++;
        }
        return n == times;
    }

    private static Pattern pattern(String word) {
        return Pattern.compile("\\b(?:([Aa])n? )?(" + word + "|" + plural(word) + ")\\b", Pattern.CASE_INSENSITIVE);
    }

    private static String exchanged(String story, String from, String to) {
        return pattern(from).matcher(story).replaceAll(m -> {
            String word = m.group(2).equalsIgnoreCase(from) ? to : plural(to);
            String article = m.group(1) == null ? "" : m.group(1) + (word.matches("[aeiou].*") ? "n " : " ");
            boolean capital = Character.isUpperCase(m.group(2).charAt(0));
            return article + (capital ? Character.toUpperCase(word.charAt(0)) + word.substring(1) : word);
        });
    }

    private static String plural(String word) {
        return word.matches(".*(s|x|ch|sh)") ? word + "es" : word + "s";
    }
}
