package org.menura.world.textworld.story;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Cutting, cooking, drinking and preparing the meal, which the knowledge base of the cooking game adds. */
final class Cooking {
    private static final String CUT = "type of cutting";
    private static final String COOKED = "type of cooking";
    private static final String RECIPE = "RECIPE";
    private static final String INGREDIENTS = "ingredients";

    private final Story story;
    private final Printer printer;
    private final Speech speech;

    Cooking(Story story) {
        this.story = story;
        printer = story.printer;
        speech = story.speech;
    }

    /** Says why an action is not even tried, if so. */
    boolean stopsBefore(Action action, @Nullable Thing first, @Nullable Thing second) {
        String reason = switch (action) {
            case SLICE, DICE, CHOP -> first == null || second == null ? "" : notCut(first, second);
            case PREPARE -> notPrepared();
            default -> "";
        };
        if (!reason.isEmpty()) {
            printer.sayLine(reason);
        }
        return !reason.isEmpty();
    }

    private String notCut(Thing food, Thing tool) {
        if (!food.has("cuttable")) {
            return "Can only cut cuttable food.";
        }
        String cut = food.values.get(CUT);
        if (cut != null && !cut.equals("uncut")) {
            return speech.capitalThe(food) + " is already " + cut + ".";
        }
        return tool.has("sharp") ? "" : "Cutting something requires a knife.";
    }

    private String notPrepared() {
        Thing kitchen = story.world.rooms.getFirst();
        if (story.world.location() != kitchen) {
            return "Can only prepare meal in the " + kitchen.name + ".";
        }
        for (Thing ingredient : ingredients()) {
            Thing food = ingredient.links.get("base");
            if (food == null || !food.isIn(story.world.player)) {
                return "You still miss something.";
            }
            if (!Objects.equals(food.values.get(COOKED), ingredient.values.get(COOKED))) {
                return "Something still needs to be cooked.";
            }
            if (!Objects.equals(food.values.get(CUT), ingredient.values.get(CUT))) {
                return "Something still needs to be cut.";
            }
        }
        return "";
    }

    private List<Thing> ingredients() {
        Thing recipe = story.world.thingOrNull(RECIPE);
        return recipe == null ? List.of() : story.world.listOf(recipe, INGREDIENTS);
    }

    boolean act(Action action, @Nullable Thing noun, @Nullable Thing second) {
        if (action == Action.PREPARE) {
            prepare();
            return true;
        }
        if (noun == null) {
            return false;
        }
        return switch (action) {
            case DRINK_CARRIED -> drink(noun);
            case COOK -> second != null && cook(noun, second);
            case SLICE -> cut(noun, "sliced", "slice");
            case DICE -> cut(noun, "diced", "dice");
            default -> cut(noun, "chopped", "chop");
        };
    }

    private boolean cut(Thing food, String how, String verb) {
        food.values.put(CUT, how);
        printer.sayLine("You " + verb + " the " + speech.name(food) + ".");
        return true;
    }

    private boolean drink(Thing noun) {
        if (!noun.has("drinkable")) {
            printer.sayLine("You cannot drink " + speech.the(noun) + ".");
            return false;
        }
        noun.moveTo(null);
        noun.set("consumed", true);
        printer.sayLine("You drink " + speech.the(noun) + ". Not bad.");
        return true;
    }

    private boolean cook(Thing food, Thing heat) {
        if (!food.has("cookable")) {
            printer.sayLine("Can only cook food.");
            return false;
        }
        if (!heat.has("source of heat")) {
            printer.sayLine("Cooking requires a source of heat.");
            return false;
        }
        if (food.has("cooked")) {
            food.set("burned", true);
            food.set("edible", false);
            printer.sayLine("You burned the " + speech.name(food) + "!");
            return true;
        }
        food.set("cooked", true);
        if (food.has("needs cooking")) {
            food.set("edible", true);
            food.set("needs cooking", false);
        }
        String how = heat.isA("stove-like") ? "fried" : heat.isA("oven-like") ? "roasted" : "grilled";
        food.values.put(COOKED, how);
        printer.sayLine("You " + how + " the " + speech.name(food) + ".");
        return true;
    }

    private void prepare() {
        printer.sayLine("Adding the meal to your inventory.");
        for (Thing ingredient : ingredients()) {
            Thing food = ingredient.links.get("base");
            if (food != null) {
                food.moveTo(null);
            }
        }
        Thing recipe = story.world.thingOrNull(RECIPE);
        Thing meal = recipe == null ? null : recipe.links.get("meal");
        if (meal != null) {
            meal.moveTo(story.world.player);
            story.notice(meal);
        }
    }
}
