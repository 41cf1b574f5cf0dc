package org.menura.world.household;

import java.util.BitSet;
import org.menura.world.household.engine.Action;
import org.menura.world.household.engine.House;
import org.menura.world.household.engine.Item;
import org.menura.world.household.engine.Receptacle;

/** What an agent has seen so far. Only the agent changes the house, so what it has seen stays true. */
final class Knowledge {
    private final BitSet seen = new BitSet();
    private final BitSet touched = new BitSet();

    /** Takes note of an action that has been done. */
    void note(Action action) {
        Receptacle receptacle = action.receptacle();
        Item item = action.item();
        switch (action.verb()) {
            case GO, OPEN, EXAMINE -> {
                if (item == null && receptacle != null && receptacle.accessible()) {
                    seen.set(receptacle.index());
                }
            }
            case TAKE, PUT -> touched.set(action.object().index());
            default -> {}
        }
    }

    /** Returns whether the agent has looked into a receptacle. */
    boolean of(Receptacle receptacle) {
        return seen.get(receptacle.index());
    }

    /** Returns whether the agent knows where an object is. */
    boolean of(Item item, House house) {
        Receptacle place = house.place(item);
        return place == null || of(place) || touched.get(item.index());
    }

    /** Knows everything. */
    static Knowledge full(House house) {
        Knowledge knowledge = new Knowledge();
        knowledge.seen.set(0, house.receptacles().size());
        return knowledge;
    }
}
