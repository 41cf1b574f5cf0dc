package org.menura.world.textworld.story;

import org.jspecify.annotations.Nullable;

/** What is said to actions that change nothing. */
final class Replies {
    private static final String HELP = """
            Available commands:
              look:                describe the current room
              goal:                print the goal of this game
              inventory:           print player's inventory
              go <dir>:            move the player north, east, south or west
              examine ...:         examine something more closely
              eat ...:             eat edible food
              open ...:            open a door or a container
              close ...:           close a door or a container
              drop ...:            drop an object on the floor
              take ...:            take an object that is on the floor
              put ... on ...:      place an object on a supporter
              take ... from ...:   take an object from a container or a supporter
              insert ... into ...: place an object into a container
              lock ... with ...:   lock a door or a container with a key
              unlock ... with ...: unlock a door or a container with a key
            """;

    private final Story story;
    private final Printer printer;
    private final Speech speech;
    private final Acts acts;

    Replies(Story story, Acts acts) {
        this.story = story;
        this.acts = acts;
        printer = story.printer;
        speech = story.speech;
    }

    /** Replies; returns whether the action succeeded. */
    boolean act(Action action, @Nullable Thing noun, @Nullable Thing second) {
        switch (action) {
            case GOAL -> story.sayObjective();
            case HELP -> printer.say(HELP);
            case VERSION -> story.sayVersion();
            case RESTRICT -> story.restrict();
            default -> printer.sayLine(reply(action, noun, second));
        }
        return switch (action) {
            case GOAL,
                    HELP,
                    RESTRICT,
                    WAIT,
                    JUMP,
                    WAVE_HANDS,
                    SMELL,
                    LISTEN,
                    TASTE,
                    TOUCH_IT,
                    LOOK_UNDER,
                    CONSULT,
                    ANSWER,
                    TELL,
                    ASK,
                    SCORE,
                    PRONOUNS,
                    VERIFY -> true;
            case RUB, SQUEEZE, PUSH, PULL, TURN -> noun != null && !isPerson(noun) && !fixedMatters(action, noun);
            case WAVE -> noun != null && noun.isIn(story.world.player);
            default -> false;
        };
    }

    private static boolean isPerson(@Nullable Thing thing) {
        return thing != null && thing.isA("person");
    }

    private static boolean fixedMatters(Action action, Thing noun) {
        return noun.isFixed() && (action == Action.PUSH || action == Action.PULL || action == Action.TURN);
    }

    private String reply(Action action, @Nullable Thing noun, @Nullable Thing second) {
        String the = noun == null ? "" : speech.the(noun);
        String capital = noun == null ? "" : speech.capitalThe(noun);
        return switch (action) {
            case TAKE_ALL -> "You have to be more specific!";
            case EXIT -> "But you aren't in anything at the moment.";
            case GET_OFF -> "But you aren't on " + the + " at the moment.";
            case LOOK_UNDER -> "You find nothing of interest.";
            case CONSULT -> "You discover nothing of interest in " + the + ".";
            case SWITCH_ON, SWITCH_OFF ->
                (noun == null ? "It isn't" : speech.it(noun, "aren't", "isn't")) + " something you can switch.";
            case WEAR -> "You can't wear that!";
            case TAKE_OFF -> "You aren't wearing " + the + ".";
            case GIVE ->
                isPerson(second)
                        ? "You can't give " + the + " to yourself."
                        : (second == null ? "It" : speech.capitalThe(second)) + " isn't able to receive things.";
            case SHOW -> (second == null ? "It" : speech.capitalThe(second)) + " is unimpressed.";
            case WAKE_OTHER -> "That seems unnecessary.";
            case THROW_AT -> "Futile.";
            case ATTACK -> "Violence isn't the answer to this one.";
            case KISS -> isPerson(noun) ? "You don't get much from that." : capital + " might not like that.";
            case TELL -> isPerson(noun) ? "You talk to yourself a while." : "This provokes no reaction.";
            case ANSWER, ASK -> "There is no reply.";
            case WAIT -> "Time passes.";
            case TOUCH_IT -> isPerson(noun) ? "You achieve nothing by this." : "You feel nothing unexpected.";
            case WAVE ->
                noun != null && noun.isIn(story.world.player)
                        ? "You wave " + the + "."
                        : "But you aren't holding that.";
            case PULL, PUSH, TURN -> push(noun);
            case SQUEEZE -> isPerson(noun) ? capital + " might not like that." : "You achieve nothing by this.";
            case YES, NO -> "That was a rhetorical question.";
            case BURN -> "This dangerous act would achieve little.";
            case WAKE -> "The dreadful truth is, this is not a dream.";
            case THINK -> "What a good idea.";
            case SMELL -> "You smell nothing unexpected.";
            case LISTEN -> "You hear nothing unexpected.";
            case TASTE -> "You taste nothing unexpected.";
            case CUT ->
                story.cooking
                        ? "You need to specify how you want to cut " + the + ". Either slice, dice, or chop it."
                        : "Cutting it up would achieve little.";
            case JUMP -> "You jump on the spot.";
            case TIE -> "You would achieve nothing by this.";
            case DRINK -> "There's nothing suitable to drink here.";
            case SORRY -> "Oh, don't apologise.";
            case SWING -> "There's nothing sensible to swing here.";
            case RUB -> isPerson(noun) ? capital + " might not like that." : "You rub " + the + ".";
            case SET_TO -> "No, you can't set that to anything.";
            case WAVE_HANDS -> "You wave.";
            case BUY -> "Nothing is on sale.";
            case CLIMB -> "Little is to be achieved by that.";
            case SLEEP -> "You aren't feeling especially drowsy.";
            case SCORE -> story.scoreSoFar();
            case PRONOUNS -> pronouns();
            case VERBOSE, BRIEF, SUPERBRIEF -> story.describeRooms(action);
            case NOTIFY_ON -> "Score notification on.";
            case NOTIFY_OFF -> "Score notification off.";
            case VERIFY -> "The game file has verified as intact.";
            default -> "That is not possible here.";
        };
    }

    private String push(@Nullable Thing noun) {
        if (noun != null && noun.isFixed()) {
            return "It is fixed in place.";
        }
        return isPerson(noun) ? "You might not like that." : "Nothing obvious happens.";
    }

    private String pronouns() {
        Thing it = story.pronoun("it");
        return "At the moment, \"it\" means " + (it == null ? "nothing" : speech.the(it))
                + ", \"him\" is unset, \"her\" is unset and \"them\" is unset.";
    }
}
