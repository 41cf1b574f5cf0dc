package org.menura.world.textworld.story;

import org.jspecify.annotations.Nullable;

/** Actions in stages: what they need, before, check, carry out, after, report. */
final class Acts {
    private final Story story;
    private final Printer printer;
    private final Speech speech;
    private final Handling handling;
    private final Looking looking;
    private final Replies replies;
    private final Cooking cooking;
    private @Nullable Thing noun;
    private @Nullable Thing item;
    private int nesting;
    private boolean many;

    Acts(Story story) {
        this.story = story;
        printer = story.printer;
        speech = story.speech;
        looking = new Looking(story);
        handling = new Handling(story, this, looking);
        replies = new Replies(story, this);
        cooking = new Cooking(story);
    }

    /** Returns the noun of the action that is going on. */
    @Nullable
    Thing noun() {
        return noun;
    }

    /** Returns whether the action is one of many that a command asks for. */
    boolean isOneOfMany() {
        return many;
    }

    void perform(Command command) {
        if (command.many().isEmpty()) {
            perform(command.action(), command.noun(), command.second());
        } else {
            many = true;
            for (Thing each : command.many()) {
                printer.runOn();
                item = each;
                story.notice(each);
                if (command.manyAreSecond()) {
                    perform(command.action(), command.noun(), each);
                } else {
                    perform(command.action(), each, command.second());
                }
            }
            item = null;
            many = false;
        }
        if (printer.isBegun()) {
            printer.divide();
        }
    }

    /** Performs an action of the player; returns whether it succeeded. */
    boolean perform(Action action, @Nullable Thing first, @Nullable Thing second) {
        Action outer = story.action();
        Thing outerNoun = noun;
        story.setAction(action);
        noun = first;
        if (!many) {
            printer.divide();
        }
        Thing supplied = second;
        boolean complete = !action.needsNoun() || first != null || missingNoun(action);
        if (complete && action.needsSecond() && second == null) {
            supplied = missingSecond(action, first);
            complete = supplied != null;
        }
        boolean succeeded = false;
        if (complete) {
            nesting++;
            succeeded = process(action, first, supplied);
            nesting--;
            if (succeeded && nesting == 0) {
                happened(action, first, supplied);
            }
            if (!many) {
                printer.divide();
            }
        }
        noun = outerNoun;
        story.setAction(outer);
        return succeeded;
    }

    private void happened(Action action, @Nullable Thing first, @Nullable Thing second) {
        String event = action.event(
                first == null ? null : first.isA("direction") ? first.name : speech.the(first),
                second == null ? null : speech.the(second));
        if (event.indexOf('(') < 0 && event.indexOf(')') < 0) {
            story.happened(event);
        }
    }

    private boolean missingNoun(Action action) {
        switch (action) {
            case GO -> printer.sayLine("You'll have to say which compass direction to go in.");
            case SMELL, LISTEN -> {
                return true;
            }
            default -> printer.sayLine("You must supply a noun.");
        }
        return false;
    }

    /** Finds where a thing is to be removed from; what lies on the floor is taken instead. */
    private @Nullable Thing missingSecond(Action action, @Nullable Thing first) {
        if (action != Action.REMOVE || first == null) {
            printer.sayLine("You must supply a second noun.");
            return null;
        }
        Thing holder = first.parent;
        if (!story.isRestricted() && holder != null && (holder.isA("supporter") || holder.isA("container"))) {
            return holder;
        }
        int outer = nesting;
        nesting = 0;
        perform(Action.TAKE, first, null);
        nesting = outer;
        printer.begin();
        return null;
    }

    private boolean process(Action action, @Nullable Thing first, @Nullable Thing second) {
        if (item != null && nesting == 1) {
            printer.say(speech.name(item) + ": ");
            printer.runOn();
        }
        if (action.isMeta()) {
            return replies.act(action, first, second);
        }
        if (stopsBefore(action, first, second) || !canReach(action, first, second)) {
            return false;
        }
        if (printer.isBegun()) {
            printer.divide();
        }
        // The only person is the player, who looks at what he shows himself, and at what he has if he asks himself for
        // something.
        Action done = action == Action.ASK_FOR
                ? Action.INVENTORY
                : action == Action.SHOW && second == story.world.player ? Action.EXAMINE : action;
        return switch (done) {
            case LOOK, EXAMINE, SEARCH, INVENTORY -> looking.act(done, first);
            case TAKE, REMOVE, DROP, PUT, INSERT, EAT, OPEN, CLOSE, LOCK, UNLOCK, GO, ENTER ->
                handling.act(action, first, second);
            case PREPARE, DRINK_CARRIED, SLICE, DICE, CHOP, COOK -> cooking.act(action, first, second);
            default -> replies.act(action, first, second);
        };
    }

    /** Says why an action is not even tried, if so. */
    private boolean stopsBefore(Action action, @Nullable Thing first, @Nullable Thing second) {
        if (action == Action.TAKE && first != null && story.isRestricted() && nesting == 1 && restricts(first)) {
            return true;
        }
        if (action == Action.OPEN
                && first != null
                && (first.isA("door") || first.isA("container"))
                && first.has("locked")) {
            Thing key = first.links.get("matching key");
            printer.sayLine(
                    key == null
                            ? "The " + speech.name(first) + " is welded shut."
                            : "You have to unlock the " + speech.name(first) + " with the " + speech.name(key)
                                    + " first.");
            return true;
        }
        if (action == Action.GO && first != null) {
            Thing door = first.isA("door") ? first : story.world.way(story.world.location(), first.id);
            if (door != null && door.isA("door") && !door.isOpen()) {
                printer.sayLine("You have to open the " + speech.name(door) + " first.");
                return true;
            }
        }
        return cooking.stopsBefore(action, first, second);
    }

    /** Says that a thing does not lie on the floor, if commands must say from where it is taken. */
    private boolean restricts(Thing thing) {
        Thing holder = thing.parent;
        if (holder == null || !holder.isA("supporter") && !holder.isA("container")) {
            return false;
        }
        String name = speech.name(thing);
        printer.sayLine("Can't see any " + name + " on the floor! Try taking the " + name + " from the "
                + speech.name(holder) + " instead.");
        return true;
    }

    private boolean canReach(Action action, @Nullable Thing first, @Nullable Thing second) {
        if (action.touchesNoun() && first != null && first.isA("direction")
                || action.touchesSecond() && second != null && second.isA("direction")) {
            printer.sayLine("You must name something more substantial.");
            return false;
        }
        return (!action.carriesNoun() || first == null || isHeld(first))
                && (!action.carriesSecond() || second == null || isHeld(second));
    }

    /** Returns whether the player holds a thing; else says that it is not. */
    boolean isHeld(Thing thing) {
        if (thing.isIn(story.world.player)) {
            return true;
        }
        if (thing.isFixed()) {
            printer.sayLine("The " + speech.name(thing) + " is fixed in place.");
        } else {
            printer.sayLine("You need to take the " + speech.name(thing) + " first.");
            story.notice(thing);
        }
        return false;
    }
}
