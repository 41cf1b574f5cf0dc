package org.menura.world.textworld.story;

import org.jspecify.annotations.Nullable;

/** Taking, dropping, putting, eating, opening, locking, going. */
final class Handling {
    private final Story story;
    private final World world;
    private final Printer printer;
    private final Speech speech;
    private final Acts acts;
    private final Looking looking;

    Handling(Story story, Acts acts, Looking looking) {
        this.story = story;
        this.acts = acts;
        this.looking = looking;
        world = story.world;
        printer = story.printer;
        speech = story.speech;
    }

    /** Acts on a noun; an action that needs a second noun has one. */
    boolean act(Action action, @Nullable Thing noun, @Nullable Thing second) {
        if (noun == null) {
            return false;
        }
        Thing other = second == null ? noun : second;
        String refusal = switch (action) {
            case TAKE -> take(noun);
            case REMOVE -> remove(noun, other);
            case DROP -> drop(noun);
            case PUT -> put(noun, other);
            case INSERT -> insert(noun, other);
            case EAT -> eat(noun);
            case OPEN -> open(noun);
            case CLOSE -> close(noun);
            case LOCK -> lock(noun, other);
            case UNLOCK -> unlock(noun, other);
            case GO -> go(noun);
            default -> enter(noun);
        };
        if (!refusal.isEmpty()) {
            printer.sayLine(refusal);
        }
        return refusal.isEmpty() && !failed();
    }

    private boolean refusedAlready;

    private boolean failed() {
        boolean failed = refusedAlready;
        refusedAlready = false;
        return failed;
    }

    private String done(String report) {
        printer.sayLine(report);
        return "";
    }

    private String refused() {
        refusedAlready = true;
        return "";
    }

    private String take(Thing noun) {
        Thing holder = noun.parent;
        if (noun == world.player) {
            return "You are always self-possessed.";
        }
        if (holder == null) {
            return "That isn't available.";
        }
        if (holder == world.player) {
            return "You already have that.";
        }
        if (noun.isFixed()) {
            return speech.thatIs(noun) + " fixed in place.";
        }
        if (world.player.children.size() >= world.capacity) {
            return "You're carrying too many things already.";
        }
        noun.moveTo(world.player);
        return done(
                holder == world.location()
                        ? "You pick up " + speech.the(noun) + " from the ground."
                        : "You take " + speech.the(noun) + " from " + speech.the(holder) + ".");
    }

    private String remove(Thing noun, Thing from) {
        if (noun.parent != from) {
            return "But it isn't there now.";
        }
        if (from == world.player) {
            return acts.perform(Action.TAKE_OFF, noun, null) ? "" : refused();
        }
        return acts.perform(Action.TAKE, noun, null) ? "" : refused();
    }

    private String drop(Thing noun) {
        if (noun == world.player) {
            return "You lack the dexterity.";
        }
        if (noun.isIn(world.location())) {
            return speech.capitalThe(noun) + " is already here.";
        }
        if (!noun.isIn(world.player)) {
            return "You haven't got that.";
        }
        noun.moveTo(world.location());
        return done("You drop " + speech.the(noun) + " on the ground.");
    }

    private String put(Thing noun, Thing on) {
        if (on.id.equals("down")) {
            return acts.perform(Action.DROP, noun, null) ? "" : refused();
        }
        if (!acts.isHeld(noun)) {
            return refused();
        }
        if (noun == on) {
            return "You can't put something on top of itself.";
        }
        if (!on.isA("supporter")) {
            return "Putting things on " + speech.the(on) + " would achieve nothing.";
        }
        noun.moveTo(on);
        return done(acts.isOneOfMany() ? "Done." : "You put " + speech.the(noun) + " on " + speech.the(on) + ".");
    }

    private String insert(Thing noun, Thing into) {
        if (into.id.equals("down")) {
            return acts.perform(Action.DROP, noun, null) ? "" : refused();
        }
        if (!acts.isHeld(noun)) {
            return refused();
        }
        if (noun == into) {
            return "You can't put something inside itself.";
        }
        if (into.isA("container") && !into.isOpen()) {
            return speech.capitalThe(into) + " is closed.";
        }
        if (!into.isA("container")) {
            return speech.that(into, "can't", "can't") + " contain things.";
        }
        noun.moveTo(into);
        return done(acts.isOneOfMany() ? "Done." : "You put " + speech.the(noun) + " into " + speech.the(into) + ".");
    }

    private String eat(Thing noun) {
        if (story.cooking && !noun.has("edible") && noun.has("needs cooking")) {
            return "You should cook the " + speech.name(noun) + " first.";
        }
        if (!noun.has("edible")) {
            return speech.thatIs(noun) + " plainly inedible.";
        }
        if (!noun.isFixed() && !noun.isIn(world.player) && !acts.isHeld(noun)) {
            return refused();
        }
        noun.moveTo(null);
        if (story.cooking) {
            noun.set("consumed", true);
        }
        return done("You eat " + speech.the(noun) + ". Not bad.");
    }

    private String open(Thing noun) {
        if (!noun.has("openable")) {
            return speech.it(noun, "aren't", "isn't") + " something you can open.";
        }
        if (noun.has("locked")) {
            return "It seems to be locked.";
        }
        if (noun.isOpen()) {
            return "That's already open.";
        }
        noun.set("open", true);
        if (noun.isA("container") && !noun.children.isEmpty()) {
            story.setListing(true);
            String found = Speech.list(noun.children, speech::a);
            story.setListing(false);
            return done("You open " + speech.the(noun) + ", revealing " + found + ".");
        }
        return done("You open " + speech.the(noun) + ".");
    }

    private String close(Thing noun) {
        if (!noun.has("openable")) {
            return speech.it(noun, "aren't", "isn't") + " something you can close.";
        }
        if (!noun.isOpen()) {
            return "That's already closed.";
        }
        noun.set("open", false);
        return done("You close " + speech.the(noun) + ".");
    }

    private String lock(Thing noun, Thing key) {
        if (!noun.has("lockable")) {
            return speech.that(noun, "don't", "doesn't") + " seem to be something you can lock.";
        }
        if (noun.has("locked")) {
            return "That's locked at the moment.";
        }
        if (noun.isOpen()) {
            return "First you would have to close " + speech.the(noun) + ".";
        }
        if (noun.links.get("matching key") != key) {
            return "That doesn't seem to fit the lock.";
        }
        noun.set("locked", true);
        return done("You lock " + speech.the(noun) + ".");
    }

    private String unlock(Thing noun, Thing key) {
        if (!noun.has("lockable")) {
            return speech.that(noun, "don't", "doesn't") + " seem to be something you can unlock.";
        }
        if (!noun.has("locked")) {
            return "That's unlocked at the moment.";
        }
        if (noun.links.get("matching key") != key) {
            return "That doesn't seem to fit the lock.";
        }
        noun.set("locked", false);
        return done("You unlock " + speech.the(noun) + ".");
    }

    private String go(Thing noun) {
        Thing room = world.location();
        Thing way = noun.isA("door") ? noun : world.way(room, noun.id);
        Thing to = way != null && way.isA("door") ? world.beyond(way, room) : way;
        if (to == null) {
            return way == null ? "You can't go that way." : "You can't, since " + speech.the(way) + " leads nowhere.";
        }
        world.player.moveTo(to);
        world.bringDoors();
        looking.lookAfterGoing();
        return "";
    }

    private String enter(Thing noun) {
        if (noun.isA("door") || noun.isA("direction")) {
            return acts.perform(Action.GO, noun, null) ? "" : refused();
        }
        String how = story.hasWord("stand") ? "stand on" : story.hasWord("sit") ? "sit down on" : "enter";
        return speech.thatIs(noun) + " not something you can " + how + ".";
    }
}
