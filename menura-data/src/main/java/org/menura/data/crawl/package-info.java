/** Pages of this machine, served and crawled into an archive: what a demonstration from page to model begins with. */
@NullMarked
package org.menura.data.crawl;

import org.jspecify.annotations.NullMarked;
