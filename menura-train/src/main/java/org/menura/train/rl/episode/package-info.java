/** Episodes: environments with admissible actions, rollouts, and the losses that learn from their rewards. */
@NullMarked
package org.menura.train.rl.episode;

import org.jspecify.annotations.NullMarked;
