/**
 * The machine that tells a game as Inform 7 compiles it and Frotz plays it: a tree of things, a parser of commands,
 * actions in stages, and the paragraphs of what is printed. Sources: the Inform 7 Standard Rules and templates (6M62),
 * TextWorld's translation of games into Inform 7.
 */
@NullMarked
package org.menura.world.textworld.story;

import org.jspecify.annotations.NullMarked;
