/**
 * Text adventures of TextWorld, played as its original interpreter plays them: games from their files, transcripts,
 * the suite and the environment for learning.
 */
@NullMarked
package org.menura.world.textworld;

import org.jspecify.annotations.NullMarked;
