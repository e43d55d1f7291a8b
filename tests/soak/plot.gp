# Draws the samples of a soak: gnuplot -e 'samples="FILE"; plot_file="FILE"' plot.gp
set datafile separator ','
set terminal svg size 900,1150 font 'sans-serif,12' background '#ffffff'
set output plot_file
set multiplot layout 5,1 margins 0.09,0.97,0.05,0.97 spacing 0.05
set key top left horizontal
set grid
set yrange [0:*]
set style data lines
set ylabel 'MiB'
plot samples skip 1 using (column(1)/60):2 title 'memory' lc rgb '#1f6feb', \
     '' skip 1 using (column(1)/60):3 title 'mapped files' lc rgb '#9aa4b2'
set ylabel 'descriptors, peers'
plot samples skip 1 using (column(1)/60):4 title 'descriptors' lc rgb '#9aa4b2', \
     '' skip 1 using (column(1)/60):7 title 'peers that are no attackers' lc rgb '#1f6feb'
set ylabel 'score'
plot samples skip 1 using (column(1)/60):8 title 'lowest of the peers' lc rgb '#d9822b', \
     '' skip 1 using (column(1)/60):9 title 'median' lc rgb '#1f6feb', \
     '' skip 1 using (column(1)/60):10 title 'honest peer' lc rgb '#2da44e'
set ylabel 'ms'
plot samples skip 1 using (column(1)/60):(column(6)/1000) title 'latency of the honest peer' lc rgb '#1f6feb'
set ylabel 'blocks, cores'
set xlabel 'minutes'
plot samples skip 1 using (column(1)/60):11 title 'blocks behind' lc rgb '#d9822b', \
     '' skip 1 using (column(1)/60):5 title 'cores' lc rgb '#1f6feb'
