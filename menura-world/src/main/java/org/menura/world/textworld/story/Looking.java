package org.menura.world.textworld.story;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looking, examining, searching, taking inventory. */
final class Looking {
    private final Story story;
    private final Printer printer;
    private final Speech speech;

    Looking(Story story) {
        this.story = story;
        printer = story.printer;
        speech = story.speech;
    }

    boolean act(Action action, @Nullable Thing noun) {
        if (action == Action.LOOK) {
            look(false);
        } else if (action == Action.INVENTORY) {
            inventory();
        } else if (noun != null && action == Action.EXAMINE) {
            examine(noun);
        } else if (noun != null) {
            return search(noun);
        }
        return true;
    }

    /** Describes the room after the player came there. */
    void lookAfterGoing() {
        Action outer = story.action();
        story.setAction(Action.LOOK);
        printer.breakBeforeRoom();
        look(true);
        story.setAction(outer);
    }

    /**
     * Describes the room.
     *
     * @param abbreviated whether the description of a room that was visited before may be left out
     */
    private void look(boolean abbreviated) {
        Thing room = story.world.location();
        printer.say(room.name + "\n");
        printer.runOnAfterHeading();
        Action mode = story.roomDescriptions();
        boolean brief = mode == Action.SUPERBRIEF || mode == Action.BRIEF && abbreviated && room.has("visited");
        if (room.description != null && !brief) {
            printer.begin();
            room.description.say(story.teller, room);
            printer.begin();
            printer.newLine();
            printer.divide();
        }
        room.children.forEach(story::notice);
        room.set("visited", true);
        List<Thing> floor = room.children.stream()
                .filter(t -> t != story.world.player && !t.isA("container") && !t.isA("supporter") && !t.isA("door"))
                .toList();
        if (!floor.isEmpty()) {
            printer.sayLine("There is " + Speech.list(floor, speech::a) + " on the floor.");
        }
    }

    private void inventory() {
        List<Thing> held = story.world.player.children;
        printer.sayLine(
                held.isEmpty()
                        ? "You are carrying nothing."
                        : "You are carrying: " + Speech.list(held, speech::a) + ".");
    }

    private void examine(Thing noun) {
        boolean told = false;
        if (noun.description != null) {
            printer.begin();
            noun.description.say(story.teller, noun);
            printer.newLine();
            told = true;
        }
        if (noun.isA("direction")) {
            next();
            printer.sayLine("You see nothing unexpected in that direction.");
            told = true;
        }
        if (noun.isA("container") && noun.isOpen() && (!noun.children.isEmpty() || !told)) {
            next();
            if (noun.children.isEmpty()) {
                printer.sayLine(speech.capitalThe(noun) + " is empty.");
            } else {
                contents("In ", noun);
            }
            told = true;
        }
        if (noun.isA("supporter") && !noun.children.isEmpty()) {
            next();
            contents("On ", noun);
            told = true;
        }
        if (!told) {
            printer.sayLine("You see nothing special about " + speech.the(noun) + ".");
        }
    }

    private void next() {
        if (printer.isBegun()) {
            printer.divide();
        }
    }

    /** Says what is in or on a thing: {@code In the box are a key and a map.} */
    private void contents(String where, Thing holder) {
        printer.say(where + speech.the(holder) + (holder.children.size() == 1 ? " is " : " are "));
        story.setListing(true);
        printer.sayLine(Speech.list(holder.children, speech::a) + ".");
        story.setListing(false);
    }

    private boolean search(Thing noun) {
        if (!noun.isA("container") && !noun.isA("supporter")) {
            printer.sayLine("You find nothing of interest.");
            return false;
        }
        if (noun.isA("container") && !noun.isOpen()) {
            printer.sayLine("You can't see inside, since " + speech.the(noun) + " is closed.");
            return false;
        }
        if (!noun.children.isEmpty()) {
            contents(noun.isA("container") ? "In " : "On ", noun);
        } else if (noun.isA("container")) {
            printer.sayLine(speech.capitalThe(noun) + " is empty.");
        } else {
            printer.sayLine("There is nothing on " + speech.the(noun) + ".");
        }
        return true;
    }
}
