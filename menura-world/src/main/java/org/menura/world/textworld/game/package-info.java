/** Games of TextWorld as their files describe them: facts, names, descriptions, quests, logic. */
@NullMarked
package org.menura.world.textworld.game;

import org.jspecify.annotations.NullMarked;
