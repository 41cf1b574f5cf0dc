package org.menura.world.textworld.story;

/** Why a command is not understood, from the least to the most helpful. */
enum Refusal {
    NONE,
    STUCK,
    UP_TO,
    NUMBER,
    NOT_ANIMATE,
    CANNOT_SEE,
    TOO_LITTLE,
    NOT_HELD,
    MANY,
    MANY_TWICE,
    VAGUE,
    EXCEPT,
    VERB,
    SCENERY,
    IT_GONE,
    JUNK_AFTER,
    TOO_FEW,
    NOTHING
}
