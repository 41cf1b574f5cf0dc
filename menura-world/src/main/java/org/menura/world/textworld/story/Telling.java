package org.menura.world.textworld.story;

import java.util.List;

/** Says the texts of a story: prints them, with the lists, names and conditions of its world. */
final class Telling implements Template.Teller {
    private final Story story;

    Telling(Story story) {
        this.story = story;
    }

    @Override
    public void print(String text) {
        story.printer.say(text);
    }

    @Override
    public void printList(String holder, boolean articles, boolean verb) {
        Speech speech = story.speech;
        List<Thing> held = story.world.thing(holder).children;
        if (verb) {
            print(held.size() > 1 ? "are " : "is ");
        }
        print(held.isEmpty() ? "nothing" : Speech.list(held, articles ? speech::a : speech::name));
    }

    @Override
    public String nounName() {
        Thing noun = story.noun();
        return noun == null ? "nothing" : story.speech.name(noun);
    }

    @Override
    public boolean holds(String condition, Thing self) {
        return Condition.holds(condition, story.world, self);
    }
}
